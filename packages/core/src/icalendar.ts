/** Text as RFC 5545 wants it. */

/** Octets of a line, its end left out. */
const MAX_LINE = 75;

export const icalendarLines = (all: readonly string[]): string => all.map((line) => `${folded(line)}\r\n`).join('');

export function icalendarText(text: string): string {
  return (
    text
      .replace(/[\\;,]/g, (mark) => `\\${mark}`)
      .replace(/\r\n|\n|\r/g, '\\n')
      // oxlint-disable-next-line no-control-regex -- what RFC 5545 does not allow in a text
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
  );
}

/** Lines that go on begin with a space. No character is cut in two. */
function folded(line: string): string {
  let text = '';
  let octets = 0;
  for (const character of line) {
    const size = octetsOf(character.codePointAt(0) as number);
    if (octets + size > MAX_LINE) {
      text += '\r\n ';
      octets = 1;
    }
    text += character;
    octets += size;
  }
  return text;
}

/** In UTF-8. */
const octetsOf = (code: number): number => (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4);
