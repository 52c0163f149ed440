import { CST, Lexer } from 'yaml'

/** Every comment of a YAML text, in order, without the line end. */
export function commentsOf(text: string): string[] {
  const comments: string[] = []
  for (const token of new Lexer().lex(text)) {
    if (CST.tokenType(token) === 'comment') comments.push(token.replace(/\r$/, ''))
  }
  return comments
}
