import { headerOf } from './delivery-headers.ts'
import { giteaReaders } from './gitea-events.ts'
import { parseEvent } from './parse-events.ts'
import type { Provider, SignedRequest } from './provider.ts'
import { signedBareBy } from './signature.ts'
import { signedContent } from './signed-content.ts'

/** Gitea. It sends the headers of Gogs and GitHub, too; its own count. */
export const gitea: Provider = {
  name: 'gitea',
  signedBy: (request, secrets) => contentSignedBy(request, 'x-gitea-signature', secrets),
  eventOf: headers => headerOf(headers, 'x-gitea-event') || undefined,
  idOf: headers => headerOf(headers, 'x-gitea-delivery'),
  headers: ['x-gitea-delivery', 'x-gitea-event', 'x-gitea-event-type'],
  parse: (event, payload) => parseEvent(giteaReaders, event, payload),
}

/** Which of the secrets made the bare signature in this header. */
export function contentSignedBy(request: SignedRequest, header: string, secrets: readonly string[]): number {
  const signature = headerOf(request.headers, header)
  const content = signature ? signedContent(request) : undefined
  return content === undefined ? -1 : signedBareBy(content, signature, secrets)
}
