import type { Server } from './sandbox.ts'

/** How long the deployment was put back the first so many times, in milliseconds. From the log, which keeps what a look may miss. */
export async function waitsTold({ output, says }: Server, id: number, count: number): Promise<number[]> {
  const put = `"deployment":${id},"code":"[A-Z_]+","waitMs":(\\d+)`
  await says(new RegExp(`(${put}.*){${count}}`, 's'))
  const waits = [...output().matchAll(new RegExp(put, 'g'))].map(([, waitMs]) => Number(waitMs))
  return waits.slice(0, count)
}
