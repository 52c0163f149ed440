import { expect } from 'vitest'
import { type PrivateEngine, startPrivateEngine } from './private-engine.ts'
import { type Files, openSandbox, type Server } from './sandbox.ts'

/** A Redhook whose one app runs on an engine of its own, which may go away. */
export interface EngineHouse extends AsyncDisposable {
  readonly engine: PrivateEngine
  readonly server: Server
  /** Pushes these files and delivers; returns the deployment. */
  push(files: Files): Promise<number>
  /** What the app's container holds at `/page`. */
  livePage(): string
  /** Waits until the deployment waits for the engine. */
  waitsForEngine(id: number): Promise<unknown>
}

/** Deploys the files as the app `shop`, with these settings. */
export async function openEngineHouse(files: Files, settings: object = {}): Promise<EngineHouse> {
  const engine = await startPrivateEngine()
  const box = await openSandbox()
  const shop = box.repository('shop', files)
  box.registry({ 'acme/shop': { path: shop.checkout, project: 'shop', ...settings } })
  const server = await box.start({ env: engine.env })
  expect(await server.deploy(shop, {})).toMatchObject({ status: 'succeeded' })
  return {
    engine,
    server,
    async push(changed) {
      const { body } = await server.deliver(shop, { after: shop.push(changed) })
      return body.deployments?.[0]?.id ?? 0
    },
    livePage: () => engine.docker('exec', 'redshop-web-1', 'cat', '/page'),
    waitsForEngine: id =>
      server.until(
        id,
        ({ status, reason = '' }) => status === 'queued' && reason.includes('The Docker engine does not answer'),
      ),
    async [Symbol.asyncDispose]() {
      await box[Symbol.asyncDispose]()
      await engine[Symbol.asyncDispose]()
    },
  }
}
