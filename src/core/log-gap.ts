/** What a log says in the place of lines that are no longer kept. */
export const formatLogGap = (lines: number): string =>
  `Here ${lines.toLocaleString('en-US')} ${lines === 1 ? 'line' : 'lines'} of this log are left out: only its beginning and its end are kept.`
