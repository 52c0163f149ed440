import { headerOf, type RequestHeaders } from './delivery-headers.ts'
import { contentSignedBy } from './gitea.ts'
import { giteaReaders } from './gitea-events.ts'
import { parseEvent } from './parse-events.ts'
import type { Provider } from './provider.ts'

/** Forgejo: Gitea's headers beside its own, which count wherever they are. Old versions send Gitea's alone. */
export const forgejo: Provider = {
  name: 'forgejo',
  signedBy: (request, secrets) => contentSignedBy(request, headerNamed(request.headers, 'signature'), secrets),
  eventOf: headers => headerOf(headers, headerNamed(headers, 'event')) || undefined,
  idOf: headers => headerOf(headers, headerNamed(headers, 'delivery')),
  headers: [
    'x-forgejo-delivery',
    'x-forgejo-event',
    'x-forgejo-event-type',
    'x-gitea-delivery',
    'x-gitea-event',
    'x-gitea-event-type',
  ],
  parse: (event, payload) => parseEvent(giteaReaders, event, payload),
}

/** A Forgejo header that is there counts even if it is empty: a good one of Gitea's never makes up for it. */
const headerNamed = (headers: RequestHeaders, name: string): string =>
  headerOf(headers, `x-forgejo-${name}`) === undefined ? `x-gitea-${name}` : `x-forgejo-${name}`
