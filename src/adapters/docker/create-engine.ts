import type { Engine } from './engine.ts'
import { engineByCommand } from './engine-by-command.ts'
import { engineBySocket } from './engine-by-socket.ts'
import { createEngineSocket, EngineAway, findEngineSocket } from './engine-socket.ts'
import type { Query } from './query.ts'

/**
 * The engine's socket where the docker command line would use one: starting the command line takes 20 ms of processor time, an answer
 * of the engine less than one. Where nobody answers there, or not as expected, the command line is asked, since it can say why.
 */
export function createEngine(query: Query, environment: Readonly<Record<string, string>>): Engine {
  const byCommand = engineByCommand(query)
  const path = findEngineSocket(environment)
  if (path === undefined) return byCommand
  const bySocket = engineBySocket(createEngineSocket(path))
  return {
    list: (...call) => bySocket.list(...call).catch(unlessAway(() => byCommand.list(...call))),
    inspect: (...call) => bySocket.inspect(...call).catch(unlessAway(() => byCommand.inspect(...call))),
    images: (...call) => bySocket.images(...call).catch(unlessAway(() => byCommand.images(...call))),
    imagesLike: (...call) => bySocket.imagesLike(...call).catch(unlessAway(() => byCommand.imagesLike(...call))),
    nameless: (...call) => bySocket.nameless(...call).catch(unlessAway(() => byCommand.nameless(...call))),
    tag: (...call) => bySocket.tag(...call).catch(unlessAway(() => byCommand.tag(...call))),
    untag: (...call) => bySocket.untag(...call).catch(unlessAway(() => byCommand.untag(...call))),
  }
}

const unlessAway =
  <T>(otherwise: () => Promise<T>) =>
  (error: unknown): Promise<T> => {
    if (error instanceof EngineAway) return otherwise()
    throw error
  }
