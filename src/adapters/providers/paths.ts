/** A path with its variable parts encoded: at`/repos/${owner}/${repo}`. */
export const at = (texts: TemplateStringsArray, ...values: readonly (string | number)[]): string =>
  String.raw({ raw: texts }, ...values.map(value => encodeURIComponent(value)))
