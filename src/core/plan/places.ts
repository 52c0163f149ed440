const slash = '/'.charCodeAt(0)

/** Whether a path is the folder itself or lies in it. Both absolute, without a slash at the end. */
export const holds = (folder: string, path: string): boolean =>
  path.startsWith(folder) &&
  (path.length === folder.length || path.charCodeAt(folder.length) === slash || folder.endsWith('/'))

/** Whether a change at `path` changes something in the folder: it lies there, or is a submodule that the folder is a part of. */
export const reaches = (path: string, folder: string): boolean => holds(folder, path) || holds(path, folder)

/** The path as people know it: relative to the root where it is inside. */
export function placeName(root: string, path: string): string {
  if (path === root) return '.'
  return holds(root, path) ? path.slice(root.length + (root.endsWith('/') ? 0 : 1)) : path
}
