import { watch } from 'node:fs'
import { basename, dirname } from 'node:path'

const quietMs = 200

/**
 * Calls back when the file was written or replaced, once it has been quiet for a moment. The folder is watched, since editors
 * replace a file by rename.
 */
export function watchFile(file: string, onChange: () => void): Disposable {
  let timer: NodeJS.Timeout | undefined
  const watcher = watch(dirname(file), (_event, name) => {
    if (name !== null && name !== basename(file)) return
    clearTimeout(timer)
    timer = setTimeout(onChange, quietMs)
  })
  watcher.on('error', () => watcher.close())
  return {
    [Symbol.dispose]() {
      clearTimeout(timer)
      watcher.close()
    },
  }
}
