/** Image names as the engine lists them: with a tag, without Docker Hub's host and `library/`. */
export function formatImageName(name: string): string {
  const short = name.replace(/^(index\.)?docker\.io\//, '').replace(/^library\//, '')
  return /[:@][^/]*$/.test(short) ? short : `${short}:latest`
}
