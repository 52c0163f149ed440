/** What is posted to a service: the renderers' result. */
export interface PostRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A request with a JSON body. The charset keeps Teams from counting each byte twice. */
export const postJson = (url: string, body: object, headers: Readonly<Record<string, string>> = {}): PostRequest => ({
  url,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(body),
})
