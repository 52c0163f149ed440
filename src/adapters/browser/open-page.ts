import type { Command } from '../../core/command.ts'
import { startApart } from '../process/start-apart.ts'

const passed = [
  ...['PATH', 'HOME', 'USER', 'LANG', 'BROWSER', 'DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY'],
  ...['XDG_RUNTIME_DIR', 'XDG_CURRENT_DESKTOP', 'XDG_SESSION_TYPE', 'XDG_CONFIG_HOME', 'XDG_DATA_DIRS'],
  ...['DBUS_SESSION_BUS_ADDRESS', 'DESKTOP_SESSION'],
]

type Lookup = (name: string) => string | undefined

/** Shows a page in the browser of the desktop: `open` on macOS, else `xdg-open`. False where there is no desktop or nothing opens it. */
export async function openPage(url: string, lookup: Lookup, platform: NodeJS.Platform): Promise<boolean> {
  const command = openCommand(url, lookup, platform)
  return command !== undefined && startApart(command)
}

/** The command line; undefined where no desktop is to be seen. */
export function openCommand(url: string, lookup: Lookup, platform: NodeJS.Platform): Command | undefined {
  const env = Object.fromEntries(passed.flatMap(name => (lookup(name) ? [[name, lookup(name) ?? '']] : [])))
  if (platform === 'darwin') return { argv: ['open', url], env }
  return env.DISPLAY || env.WAYLAND_DISPLAY ? { argv: ['xdg-open', url], env } : undefined
}
