/** What an ignore file keeps from the builder; the real one is asked the same questions. */
export interface IgnoreRow {
  readonly title: string
  readonly ignore: string
  readonly sent: readonly string[]
  readonly excluded: readonly string[]
}

export const ignoreTable: readonly IgnoreRow[] = [
  { title: 'sends everything where it is empty', ignore: '', sent: ['a', 'b/c'], excluded: [] },
  { title: 'passes over comments and blank lines', ignore: '# a\n\n   \nb\n', sent: ['a', '# a'], excluded: ['b'] },
  { title: 'takes a # behind a space for a name', ignore: ' #a\n', sent: ['a'], excluded: ['#a'] },
  { title: 'passes over a byte order mark', ignore: '\uFEFFa\n', sent: ['b'], excluded: ['a'] },
  { title: 'takes Windows line ends', ignore: 'a\r\nb\r\n', sent: ['c'], excluded: ['a', 'b'] },
  { title: 'trims spaces', ignore: '  a \t\n b c \n', sent: ['b', 'c'], excluded: ['a', 'b c'] },
  { title: 'needs no line end after the last line', ignore: 'a\nb', sent: ['c'], excluded: ['a', 'b'] },
  { title: 'means the root of the context', ignore: 'a\n', sent: ['b/a', 'ab'], excluded: ['a'] },
  { title: 'excludes all below a folder', ignore: 'a\n', sent: ['b'], excluded: ['a/b', 'a/c/d'] },
  { title: 'passes over a slash at the beginning', ignore: '/a\n//b\n', sent: ['c/a'], excluded: ['a', 'b'] },
  { title: 'passes over a slash at the end, for files too', ignore: 'a/\nb//\n', sent: ['c'], excluded: ['a', 'b/c'] },
  {
    title: 'cleans paths',
    ignore: './a\nx/../b\nc//d\n/../e\n',
    sent: ['x/b', 'c/e'],
    excluded: ['a', 'b', 'c/d', 'e'],
  },
  { title: 'reaches nothing above the context', ignore: '../a\n.\n/\n', sent: ['a', 'b'], excluded: [] },
  { title: '* stays in its folder', ignore: '*.md\na/*\n', sent: ['b/x.md'], excluded: ['x.md', 'a/b', 'a/b2/c'] },
  { title: '* alone is everything', ignore: '*\n', sent: [], excluded: ['a', 'b/c', '.d'] },
  {
    title: '? is one character, but no slash',
    ignore: 'a?c\n',
    sent: ['ac', 'a/c', 'abbc'],
    excluded: ['abc', 'aäc', 'a😀c'],
  },
  { title: '[a-c] is one of a range', ignore: '[a-c]x\n', sent: ['dx', 'x'], excluded: ['ax', 'cx'] },
  { title: '[^a] is one that is not listed', ignore: '[^a]x\n', sent: ['ax'], excluded: ['bx'] },
  { title: '[^a] may be a slash', ignore: 'a[^b]c\n', sent: ['abc'], excluded: ['a/c', 'axc'] },
  { title: '[!a] does not negate', ignore: '[!a]x\n', sent: ['bx'], excluded: ['ax', '!x'] },
  { title: 'a star in a class is not what it seems', ignore: '[*]x\n', sent: ['*x', 'ax'], excluded: ['[]x'] },
  {
    title: 'a backslash takes the meaning away',
    ignore: '\\*a\n\\!b\n\\#c\nd\\[e\n',
    sent: ['xa', 'b'],
    excluded: ['*a', '!b', '#c', 'd[e'],
  },
  {
    title: 'what regular expressions know means itself',
    ignore: 'a.b\nc+\n(d)\n{e}\n$f\ng|h\n^i\n',
    sent: ['axb', 'cc', 'd', 'g'],
    excluded: ['a.b', 'c+', '(d)', '{e}', '$f', 'g|h', '^i'],
  },
  { title: '**/ is at any depth', ignore: '**/a\n', sent: ['ba', 'b/ca'], excluded: ['a', 'b/a', 'b/c/a', 'd/a/e'] },
  { title: '**/ before a pattern', ignore: '**/*.md\n', sent: ['md'], excluded: ['x.md', 'a/x.md', 'a/b/.md'] },
  { title: '/** is all below', ignore: 'a/**\n', sent: ['b', 'c/a'], excluded: ['a/b', 'a/c/d'] },
  {
    title: '**/x/** is all below such a folder',
    ignore: '**/x/**\n',
    sent: ['y', 'xx/y'],
    excluded: ['x/y', 'a/x/y/z'],
  },
  {
    title: '/**/ is any number of folders, even none',
    ignore: 'a/**/b\n',
    sent: ['ab', 'a/xb'],
    excluded: ['a/b', 'a/x/b', 'a/x/y/b'],
  },
  { title: '** within a name reaches below', ignore: 'a**\n', sent: ['ba'], excluded: ['ab', 'a/b', 'ac/d'] },
  { title: '**x is the end of a path', ignore: '**x\n', sent: ['y'], excluded: ['x', 'ax', 'a/bx'] },
  { title: 'a**b is a path of folders in between', ignore: 'a**b\n', sent: ['acb'], excluded: ['ab', 'ac/b'] },
  { title: '** alone is everything', ignore: '**\n', sent: [], excluded: ['a', 'b/c'] },
  { title: 'an exception comes back', ignore: '*.md\n!README.md\n', sent: ['README.md'], excluded: ['a.md'] },
  {
    title: 'the last line that matches decides',
    ignore: '*.md\n!README*.md\nREADME-secret.md\n',
    sent: ['README.md'],
    excluded: ['README-secret.md', 'a.md'],
  },
  { title: 'an exception before its rule is none', ignore: '!a\n*\n', sent: [], excluded: ['a', 'b'] },
  {
    title: 'an exception below an excluded folder comes back',
    ignore: 'a\n!a/b\n',
    sent: ['a/b'],
    excluded: ['a/c', 'a/bc'],
  },
  {
    title: 'an exception is a folder with all below',
    ignore: '*\n!src\n',
    sent: ['src/a', 'src/b/c'],
    excluded: ['a', 'b/src'],
  },
  {
    title: 'an exception at any depth',
    ignore: '*\n!**/*.go\n',
    sent: ['a.go', 'b/c.go', 'b/c/d.go'],
    excluded: ['a', 'b/e'],
  },
  {
    title: 'an exception with wildcards',
    ignore: 'a/*\n!a/*/keep\n',
    sent: ['a/b/keep'],
    excluded: ['a/b/c', 'a/keep'],
  },
  {
    title: 'something of an exception is taken away again',
    ignore: '*\n!src\nsrc/secret\n',
    sent: ['src/a'],
    excluded: ['src/secret/b'],
  },
  { title: 'spaces behind ! do not count', ignore: '*\n! a\n', sent: ['a'], excluded: ['b'] },
  { title: '! before a slash', ignore: '*\n!/a/\n', sent: ['a/b'], excluded: ['b'] },
  { title: '! behind ./ is an exception, too', ignore: '*\n./!a\n', sent: ['a'], excluded: ['!a', 'b'] },
  {
    title: 'an exception above an excluded folder does not reach into it',
    ignore: 'a/b\n!a\n',
    sent: ['a/c'],
    excluded: ['a/b/c'],
  },
  {
    title: 'a rule that was already true of the folder is not asked again below',
    ignore: 'a\n!a/b\na\n',
    sent: ['a/b'],
    excluded: ['a/c'],
  },
  { title: 'folders that begin alike are different', ignore: 'a\n!ab/c\n', sent: ['ab/c', 'ab/d'], excluded: ['a/c'] },
  {
    title: 'spaces, dots and dashes are plain',
    ignore: 'a b\n.env\n-x\n.../y\n',
    sent: ['ab', 'env', 'x'],
    excluded: ['a b/c', '.env', '-x', '.../y'],
  },
  { title: 'the ignore file itself', ignore: '.dockerignore\na\n', sent: ['b'], excluded: ['a'] },
]

/** Ignore files that the builder refuses. */
export const refusedIgnores: readonly string[] = [
  'a\n!\n',
  'a\n!/\n',
  'a\n[b\n',
  'a\nb\\\n',
  'a\n[]b\n',
  'a\n[c-a]\n',
  'a\n[-b]\n',
]
