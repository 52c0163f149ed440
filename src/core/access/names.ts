const form = /^[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}$/

/** Who asks with `REDHOOK_TOKEN`. */
export const environmentToken = 'REDHOOK_TOKEN'

const reserved: ReadonlySet<string> = new Set(['redhook', 'public', 'nobody', environmentToken.toLowerCase()])

/** Whether a user or a token may be called so: up to 64 letters, digits and `._@+-`, and no name of Redhook's own. */
export const isAccessName = (name: string): boolean => form.test(name) && !reserved.has(name.toLowerCase())

/** What `isAccessName` wants, as the end of a sentence. */
export const accessNameWords = 'a name; up to 64 letters, digits and ._@+-, but not redhook, public or nobody'
