/** What is kept with an update, as it is typed: one `name=value` a line, the same as the command takes. */
export type Metadata = Readonly<Record<string, unknown>>;

/** The first line that says nothing of the kind, or the values. */
export function readMetadata(text: string): { readonly wrong: string } | { readonly values: Metadata } {
  const values: Record<string, unknown> = {};
  for (const line of metadataLines(text)) {
    const at = line.indexOf('=');
    if (at < 1) return { wrong: line };
    values[line.slice(0, at).trim()] = valueOf(line.slice(at + 1).trim());
  }
  return { values };
}

export const metadataLines = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** What reads as JSON is that; everything else is a text. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
