/** Cuts a text that comes in pieces into lines. A lone carriage return, as progress bars use, ends one too. */
export interface LineCutter {
  /** The lines completed by this piece. */
  push(piece: string): readonly string[];
  /** What is left when nothing follows. */
  rest(): readonly string[];
}

export function createLineCutter(): LineCutter {
  let open = '';
  return {
    push: (piece) => {
      const text = open + piece;
      // A return at the very end may be the first half of \r\n.
      const keep = text.endsWith('\r') ? '\r' : '';
      const lines = (keep ? text.slice(0, -1) : text).split(/\r\n|\n|\r/);
      open = (lines.pop() ?? '') + keep;
      return lines;
    },
    rest: () => {
      const last = open.replace(/\r$/, '');
      open = '';
      return last === '' ? [] : [last];
    },
  };
}
