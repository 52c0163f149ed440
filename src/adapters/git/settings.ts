import { join } from 'node:path'
import type { At } from './argv.ts'
import { gitFolders, read } from './git-files.ts'

/**
 * All that decides which URL a remote has, as one text: the settings of checkout, user and machine. Equal texts, equal URLs.
 * Undefined when the files name further ones, which only git can follow.
 */
export function readSettings(path: string, { env }: Pick<At, 'env'>): string | undefined {
  const home = env.HOME ?? '/'
  const files = [
    join(gitFolders(path)?.common ?? join(path, '.git'), 'config'),
    env.GIT_CONFIG_GLOBAL ?? join(home, '.gitconfig'),
    join(env.XDG_CONFIG_HOME ?? join(home, '.config'), 'git', 'config'),
    env.GIT_CONFIG_SYSTEM ?? '/etc/gitconfig',
  ]
  const text = files.map(file => read(file) ?? '').join('\0')
  return /^\s*\[include|worktreeConfig/im.test(text) ? undefined : text
}
