const introduction = `Everything the dashboard and the command line can do.

Send a token as \`Authorization: Bearer …\`; \`redhook token add\` makes one. A session of the dashboard is good, too. Times are UTC.

Lists come page by page, newest first: \`next\` of a page is \`before\` of the following one, and absent on the last. Everything that goes wrong is answered as \`application/problem+json\` with a code for scripts and a hint for people. What is not known to a route is refused, in the query as in the body.

A request that changes something can carry an \`Idempotency-Key\`: sent again with the same key within a day, it is not done again, and its answer comes back.`

/** What the document says before its routes. */
export const documentHead = (version: string) => ({
  openapi: '3.1.0',
  info: { title: 'Redhook', version, description: introduction },
  servers: [{ url: '/' }],
  security: [{ token: [] }, { session: [] }],
  tags: [
    { name: 'Apps', description: 'What is deployed where, and everything that can be done to it.' },
    { name: 'Deployments', description: 'Attempts to make a commit live: their steps, plans, evidence and logs.' },
    { name: 'Previews', description: 'Compose projects of their own for pull requests.' },
    { name: 'Checks', description: 'The steps of `.redhook.yml`, run for pull requests.' },
    { name: 'Deliveries', description: 'What came in, what it led to, and why.' },
    { name: 'Events', description: 'States, steps and log lines as they happen.' },
    { name: 'Redhook', description: 'How Redhook itself is, and the reports it sends.' },
    { name: 'Access', description: 'Who may, and who did.' },
    { name: 'Webhook', description: 'Where GitHub says that somebody pushed.' },
    { name: 'Probes', description: 'For load balancers, badges and monitoring.' },
  ],
})

/** How somebody shows who they are. */
export const securitySchemes = {
  token: { type: 'http', scheme: 'bearer', description: 'A token, made with `redhook token add`, or `REDHOOK_TOKEN`.' },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'redhook',
    description: 'Set by signing in on the dashboard. Changes are only taken from its own pages.',
  },
} as const
