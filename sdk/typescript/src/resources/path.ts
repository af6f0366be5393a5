/** A path from its parts, each percent-encoded, so that no value can lead to another route. */
export function path(strings: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return strings.reduce((text, part, i) => text + encodeURIComponent(String(values[i - 1])) + part);
}
