/** Image names as the engine lists them: with a tag, without Docker Hub's host and `library/`. */
export function formatImageName(name: string): string {
  const short = name.replace(/^(index\.)?docker\.io\//, '').replace(/^library\//, '')
  return /[:@][^/]*$/.test(short) ? short : `${short}:latest`
}

/** The output of `docker image inspect --format '{{json .RepoTags}} {{json .RepoDigests}} {{json .Id}}'`: every name of each image. */
export const parseImageNames = (output: string): Set<string> =>
  new Set([...output.matchAll(/"([^"]+)"/g)].map(([, name = '']) => formatImageName(name)))
