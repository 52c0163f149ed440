/** Whether git would take the name for a branch or a tag: nothing that it reads as a range, a parent, a pattern or an option. */
export const isRefName = (name: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: git allows none of them in a name
  /^[^\x00-\x20\x7f~^:?*[\\]+$/.test(name) &&
  !/^[-/]|\.\.|@\{|\/\/|[./]$|\.lock(\/|$)|(^|\/)\./.test(name) &&
  name !== '@'
