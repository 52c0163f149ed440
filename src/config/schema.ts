import * as z from 'zod'
import { appSchema, defaultsSchema } from './app-schema.ts'
import { channelsSchema } from './channel-schema.ts'
import { providersSchema } from './provider-schema.ts'
import { serverSchema } from './server-schema.ts'

const reposWords = 'a map of repositories; write acme/shop: and its app below'

/** The whole of `redhook.yml`: validation, JSON Schema and reference in one. */
export const registrySchema = z
  .strictObject({
    server: serverSchema.describe('The listener and its limits.').exactOptional(),
    channels: channelsSchema
      .describe('Ways to reach people and machines, by names that `notify` uses.')
      .exactOptional(),
    providers: providersSchema
      .describe('The forges: where they are, and what Redhook may do there. A forge that is not named needs nothing.')
      .exactOptional(),
    defaults: defaultsSchema
      .describe(
        'What all apps share. An app that sets a field beats it; maps such as `timeouts` are joined key by key.',
      )
      .exactOptional(),
    repos: z
      .record(
        z.string(),
        z.union([appSchema, z.array(appSchema).min(1, { error: 'an app, or a list with at least one' })], {
          error: 'an app, or a list of apps; write path: and the folder of the checkout below',
        }),
        { error: reposWords },
      )
      .describe(
        "The repositories, by full name (owner/name, matched without regard to case; '*/name' for any owner), each with one app or a list of apps.",
      ),
  })
  .meta({
    title: 'Redhook registry',
    description: 'The registry of Redhook: which repository is deployed where, and how.',
  })

/** The registry's JSON Schema (draft-07, which the common YAML language server reads), for editors. */
export function createJsonSchema(): object {
  return z.toJSONSchema(registrySchema, {
    target: 'draft-7',
    io: 'input',
    // zod leaves these out where a value is transformed; ours are written in the input's form.
    override: ({ zodSchema, jsonSchema }) =>
      Object.assign(jsonSchema, editorHints(z.globalRegistry.get(zodSchema) ?? {})),
  })
}

const editorHints = (meta: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(['examples', 'default', 'pattern'].filter(key => key in meta).map(key => [key, meta[key]]))
