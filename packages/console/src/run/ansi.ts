/**
 * Logs are hostile text (SECURITY S9.3). A line becomes pieces of plain text with at most a colour, weight or
 * link; every other control sequence is dropped, and characters that reorder text are written out.
 */

export interface Piece {
  readonly text: string;
  /** 0–15, as in `--ansi-n`; a 256-colour or RGB value as CSS colour. */
  readonly color?: number | string;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly underline?: boolean;
  /** Only ever http or https. */
  readonly href?: string;
}

type Style = Omit<Piece, 'text' | 'href'>;

// OSC, DCS, SOS, PM, APC run to ST or BEL, or to the end of the line when they never close; both the 7- and 8-bit forms.
const STRINGS =
  /(?:\u001b[\]PX^_]|[\u0090\u0098\u009d\u009e\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c|$)/g;
const CSI = /(?:\u001b\[|\u009b)([0-?]*)[ -/]*([@-~]?)/g;
const OTHER_ESCAPES = /\u001b[ -/]*[0-~]?/g;
const CONTROLS = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g;
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const URL = /https?:\/\/[^\s<>"'`\u0000-\u001f]+[^\s<>"'`.,;:!?)\]}\u0000-\u001f]/g;

const shown = (char: string) => `␣U+${char.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;

/** Text without colours, controls or hidden reordering: for search, copying and names. */
export function plainText(line: string): string {
  return clean(line.replace(STRINGS, '').replace(CSI, ''));
}

function clean(text: string): string {
  return text.replace(OTHER_ESCAPES, '').replaceAll('\r', '␍').replace(CONTROLS, '').replace(BIDI, shown);
}

/** The pieces of one line. Colours do not run over into the next line. */
export function parseAnsi(line: string): Piece[] {
  const input = line.replace(STRINGS, '');
  const pieces: Piece[] = [];
  let style: Style = {};
  let from = 0;
  const push = (text: string) => {
    const cleaned = clean(text);
    if (cleaned !== '') pieces.push(...withLinks(cleaned, style));
  };
  for (const match of input.matchAll(CSI)) {
    push(input.slice(from, match.index));
    from = match.index + match[0].length;
    if (match[2] === 'm') style = applySgr(style, match[1] ?? '');
  }
  push(input.slice(from));
  return pieces;
}

function withLinks(text: string, style: Style): Piece[] {
  if (!text.includes('http')) return [{ text, ...style }];
  const pieces: Piece[] = [];
  let from = 0;
  for (const { 0: href, index } of text.matchAll(URL)) {
    if (index > from) pieces.push({ text: text.slice(from, index), ...style });
    pieces.push({ text: href, ...style, href });
    from = index + href.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), ...style });
  return pieces;
}

function applySgr(style: Style, params: string): Style {
  const codes = params.split(/[;:]/).map((code) => (code === '' ? 0 : Number(code)));
  let next = style;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    if (code === 38 || code === 48) {
      const [color, used] = extendedColor(codes.slice(i + 1));
      if (code === 38 && color !== undefined) next = { ...next, color };
      i += used;
    } else next = applyCode(next, code);
  }
  return next;
}

function applyCode(style: Style, code: number): Style {
  if (code === 0) return {};
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 4) return { ...style, underline: true };
  if (code === 22) return without(style, 'bold', 'dim');
  if (code === 24) return without(style, 'underline');
  if (code === 39) return without(style, 'color');
  if (code >= 30 && code <= 37) return { ...style, color: code - 30 };
  if (code >= 90 && code <= 97) return { ...style, color: code - 82 };
  return style; // Backgrounds, blinking, hiding: never used to draw, so nothing can be hidden by them.
}

function without(style: Style, ...names: readonly (keyof Style)[]): Style {
  return Object.fromEntries(Object.entries(style).filter(([name]) => !names.includes(name as keyof Style)));
}

/** Colour and the number of parameters it took: `5;n` or `2;r;g;b`. */
function extendedColor(rest: readonly number[]): [number | string | undefined, number] {
  const [mode, a = 0, b = 0, c = 0] = rest;
  if (mode === 2) return [`rgb(${byte(a)} ${byte(b)} ${byte(c)})`, 4];
  if (mode !== 5) return [undefined, 1];
  return [a < 16 ? a : cubeColor(byte(a)), 2];
}

const byte = (value: number): number => Math.min(255, Math.max(0, Math.trunc(value) || 0));

function cubeColor(index: number): string {
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return `rgb(${grey} ${grey} ${grey})`;
  }
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
  const cube = index - 16;
  return `rgb(${level(Math.floor(cube / 36))} ${level(Math.floor(cube / 6) % 6)} ${level(cube % 6)})`;
}
