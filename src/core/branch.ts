const rules: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/^$/, 'it is empty'],
  [/^-/, 'it begins with a dash'],
  [/^(HEAD|@)$/, 'git keeps that name for itself'],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: git forbids exactly these
  [/[\u0000- \u007f]/, 'it holds a space or a control character'],
  [/[~^:?*[\\]/, 'it holds one of ~ ^ : ? * [ \\'],
  [/\.\./, 'it holds two dots in a row'],
  [/@\{/, 'it holds @{'],
  [/^\/|\/$|\/\//, 'it begins or ends with a slash, or holds two in a row'],
  [/(^|\/)\./, 'a part of it begins with a dot'],
  [/\.lock(\/|$)/, 'a part of it ends with .lock'],
  [/\.$/, 'it ends with a dot'],
]

/** Why git would not take this as a branch's name (the rules of `git check-ref-format --branch`); undefined when it would. */
export const whyInvalidBranch = (name: string): string | undefined => rules.find(([pattern]) => pattern.test(name))?.[1]
