/** An image name as the engine lists it: with a tag, without Docker Hub's host and `library/`. */
export function formatImageName(name: string): string {
  const short = name.replace(/^(index\.)?docker\.io\//, '').replace(/^library\//, '')
  return /[:@][^/]*$/.test(short) ? short : `${short}:latest`
}

/** Whether two names mean the same image. */
export const sameImage = (one: string, other: string): boolean => formatImageName(one) === formatImageName(other)
