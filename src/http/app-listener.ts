import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { type AppPorts, createApp, type Door } from './app.ts'

/** Answers requests as Node has them. */
export type Listener = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>

/** Everything but the hook, for Node's own requests. */
export const createAppListener = (ports: AppPorts, door: Door): Listener =>
  getRequestListener(createApp(ports, door).fetch)
