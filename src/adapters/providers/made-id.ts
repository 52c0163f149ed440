/** The id of what a forge made, as text. @throws TypeError where the answer has none */
export function madeId({ id }: { readonly id: unknown }): string {
  if (typeof id === 'number' || (typeof id === 'string' && id !== '')) return String(id)
  throw new TypeError('the answer has no id')
}
