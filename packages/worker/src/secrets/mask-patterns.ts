/**
 * The forms in which a secret shows up in logs and outputs (SECURITY S5.3): as it is, line by line, escaped
 * for JSON, URLs, shells and XML, in hex, and in base64 wherever it stands in what was encoded.
 */

/** Bytes. Anything shorter would mask half of what is said. */
const SHORTEST = 4;
/** Characters of a line of a longer value that is masked by itself. */
const SHORTEST_LINE = 6;

/** Every form of the values, longest first. */
export function maskPatterns(values: readonly string[]): readonly Buffer[] {
  const forms = new Map<string, Buffer>();
  for (const text of values.flatMap(withLines)) {
    for (const form of formsOf(text)) {
      const bytes = Buffer.from(form);
      if (bytes.length >= SHORTEST) forms.set(form, bytes);
    }
  }
  return [...forms.values()].sort((a, b) => b.length - a.length);
}

function withLines(value: string): readonly string[] {
  const lines = value.split(/\r?\n/);
  return lines.length === 1 ? lines : [value, ...lines.filter((line) => line.length >= SHORTEST_LINE)];
}

function formsOf(text: string): readonly string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const url = encodeURIComponent(text);
  const bytes = Buffer.from(text);
  const hex = bytes.toString('hex');
  const base64 = [0, 1, 2].map((shift) => base64At(bytes, shift));
  return [
    text,
    json,
    json.replace(/[^\0-\x7f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`),
    json.replaceAll('/', '\\/'),
    url,
    url.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    url.replaceAll('%20', '+'),
    new URLSearchParams([['', text]]).toString().slice(1),
    encodeURI(text),
    text.replaceAll("'", `'\\''`),
    text.replaceAll("'", `'"'"'`),
    text.replace(/["$`\\!]/g, '\\$&'),
    text.replace(/[^\w.,:/=@%+^-]/g, '\\$&'),
    xml(text, '&apos;'),
    xml(text, '&#39;'),
    xml(text, "'"),
    hex,
    hex.toUpperCase(),
    ...base64,
    ...base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_')),
  ];
}

function xml(text: string, apostrophe: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", apostrophe);
}

/** The characters that depend on these bytes alone, when `shift` bytes of something else precede them. */
function base64At(bytes: Buffer, shift: number): string {
  const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
  return encoded.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6));
}
