/** Cuts a text that comes in pieces into lines. */
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
      const lines = (open + piece).split('\n');
      open = lines.pop() ?? '';
      return lines;
    },
    rest: () => {
      const last = open;
      open = '';
      return last === '' ? [] : [last];
    },
  };
}
