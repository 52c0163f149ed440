const groups = 8
const inPrefix = 4

/** What failures of a client are counted by: its address, or, as whoever has one IPv6 address has many, its /64. */
export function addressKey(client: string | undefined): string {
  if (client === undefined) return 'unknown'
  if (!client.includes(':')) return client
  const [left = [], right = []] = client.split('::').map(groupsOf)
  const zeros = Array.from({ length: Math.max(0, groups - left.length - right.length) }, () => '0')
  return [...left, ...zeros, ...right].slice(0, inPrefix).join(':')
}

const groupsOf = (text: string): string[] =>
  text === '' ? [] : text.split(':').map(group => Number.parseInt(group, 16).toString(16))
