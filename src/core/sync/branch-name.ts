const forbidden = /[\p{Cc} ~^:?*[\\]|\.\.|@\{|\/\/|\.lock(?:\/|$)|(?:^|\/)\.|\.$|\/$|^\//u

/** Whether git itself accepts this as the name of a branch (`git check-ref-format --branch`). */
export const isBranchName = (name: string): boolean =>
  name !== '' && name !== '@' && name !== 'HEAD' && !name.startsWith('-') && !forbidden.test(name)
