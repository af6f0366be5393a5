/**
 * Text from outside is hostile to a terminal: escape sequences set titles, write clipboards, move the cursor
 * over what was printed, and bidirectional controls show other text than there is. Colours (SGR) are
 * harmless and may stay in logs.
 */

// OSC, DCS, SOS, PM and APC run to their terminator, or to the end of the line when it never comes.
const STRING_SEQUENCE = /(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\n]*?(?:\x07|\x1b\\|\x9c|(?=\n)|$)/g;
const CSI = /(?:\x1b\[|\x9b)([0-?]*)[ -/]*([@-~])/g;
const OTHER_ESCAPE = /\x1b[ -/]*[0-~]?/g;
const CONTROLS = /[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f]/g;
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const COLOR_MARK = '\ue000';
const COLOR_MARKED = /\ue000([0-9;:]*)\ue001/g;

const nameOf = (char: string): string => `␣U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;

/** Without any control character but tab and newline. */
export function plainText(text: string): string {
  return clean(text.replace(CSI, ''));
}

/** A log line with its colours kept, and ended, so that they do not run on into the next. */
export function logText(line: string): string {
  const marked = line
    .replaceAll(/[\ue000\ue001]/g, '')
    .replace(CSI, (_, params: string, final: string) => (final === 'm' ? `${COLOR_MARK}${params}\ue001` : ''));
  const text = clean(marked).replace(COLOR_MARKED, '\x1b[$1m');
  return text.includes('\x1b[') ? `${text}\x1b[0m` : text;
}

function clean(text: string): string {
  return text.replace(STRING_SEQUENCE, '').replace(OTHER_ESCAPE, '').replace(CONTROLS, '').replace(BIDI, nameOf);
}
