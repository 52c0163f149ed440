import { z } from '@hono/zod-openapi'
import { stepNames } from '../../core/deployment/deployment.ts'
import { time } from './params.ts'

export const stepSchema = z
  .object({
    name: z.enum(stepNames),
    startedAt: time(),
    durationMs: z.number().optional().describe('From a monotonic clock; absent while the step runs'),
    result: z.enum(['running', 'done', 'failed', 'interrupted']),
  })
  .openapi('Step')

const evidenceSchema = z
  .object({
    service: z.string().optional(),
    container: z.string().optional(),
    state: z.string().optional(),
    exitCode: z.int().optional(),
    health: z.string().optional().describe('What the healthcheck said; only for those who may see logs'),
    log: z
      .array(z.string())
      .readonly()
      .optional()
      .describe('The last lines that belong to the failure; only for those who may see logs'),
  })
  .openapi('Evidence', { description: 'What a failed service showed.' })

export const failureSchema = z
  .object({
    code: z.string(),
    message: z.string(),
    hint: z.string().describe('The next action'),
    evidence: z.array(evidenceSchema).readonly().optional(),
  })
  .openapi('Failure')

export const causeSchema = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('push'),
      delivery: z.string().describe("The sender's id of the delivery"),
      after: z.string().optional().describe('The commit that was pushed'),
      pusher: z.string().optional(),
      trigger: z
        .enum(['tag', 'merge', 'release', 'checks', 'package'])
        .optional()
        .describe('What it was, where not the push of a branch'),
      ref: z.string().optional().describe("The tag or commit that is deployed in the place of the branch's tip"),
    }),
    z.object({
      kind: z.literal('poll'),
      tip: z.string().describe('The commit that was found at the remote'),
      isMissed: z.boolean().describe('A push of it should have arrived, and did not'),
    }),
    z.object({
      kind: z.literal('pull-request'),
      number: z.int(),
      head: z.string().describe('The commit that is previewed'),
      by: z.string().optional(),
    }),
    z.object({
      kind: z.literal('request'),
      by: z.string(),
      ref: z.string().optional().describe('The branch, tag or commit that was asked for'),
      retryOf: z.int().optional().describe('The deployment of which this is the same again'),
      detour: z
        .object({
          branch: z.string(),
          usual: z.string().optional().describe('The branch that is followed otherwise'),
          isBack: z.boolean(),
        })
        .optional()
        .describe('A detour to another branch began, or ended'),
    }),
    z.object({
      kind: z.literal('rollback'),
      by: z.string(),
      to: z.int().describe('The deployment whose version was asked for'),
    }),
  ])
  .openapi('Cause', {
    description:
      'What set it off: an event of the forge, a look at the remote, a pull request, a person, or a person who wants a version back.',
  })

/** What somebody asks for beyond "make the tip live". */
export const wishesShape = {
  build: z.boolean().optional().describe('`true`: build everything. `false`: build nothing. Absent: the plan decides'),
  pull: z.boolean().optional().describe('Pull newer images'),
  noCache: z.boolean().optional().describe('Build without the layer cache'),
}

export const wishesSchema = z
  .object({
    ...wishesShape,
    always: z.boolean().optional().describe('Containers are looked after even where nothing changed'),
  })
  .openapi('Wishes', { description: 'What somebody asked for beyond making the tip live.' })

export const outcomeSchema = z
  .object({
    service: z.string(),
    built: z.enum(['new', 'same']).optional().describe('Built, and whether the image came out different'),
    container: z.enum(['created', 'recreated', 'restarted', 'kept', 'removed']),
  })
  .openapi('ServiceOutcome')

const commitSchema = z.object({ commit: z.string(), subject: z.string(), author: z.string() }).openapi('Commit')

export const aboutSchema = z
  .object({
    subject: z.string(),
    author: z.string(),
    commits: z.array(commitSchema).readonly().describe('Those it brings, newest first, 20 at most'),
    total: z.int().describe('How many it brings'),
  })
  .openapi('About', { description: 'The commit as people know it, and those that come with it.' })
