/** Work that waits for what came before it in its line, and hears whether that went well. */
export type Lines = (line: string, work: (before: boolean) => Promise<boolean>) => Promise<boolean>

/** Lines that are forgotten once nothing waits in them. */
export function createLines(): Lines {
  const ends = new Map<string, Promise<boolean>>()
  return (line, work) => {
    const end = (ends.get(line) ?? Promise.resolve(true)).then(work)
    ends.set(line, end)
    return end.finally(() => {
      if (ends.get(line) === end) ends.delete(line)
    })
  }
}
