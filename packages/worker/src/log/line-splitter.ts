import { MAX_TEXT_BYTES } from './log-line.ts';

const NEWLINE = 10;
const RETURN = 13;

export interface LineSplitter {
  write(bytes: Uint8Array): void;
  /** Gives out a last line that has no line break. */
  end(): void;
}

/** Cuts a stream of bytes into lines. Holds one line at most, and of an overlong one only what is kept of it. */
export function createLineSplitter(onLine: (text: Uint8Array) => void): LineSplitter {
  let held: Uint8Array[] = [];
  let heldBytes = 0;

  function hold(bytes: Uint8Array): void {
    // One byte over the limit is enough to see that the line must be cut.
    if (heldBytes > MAX_TEXT_BYTES || bytes.length === 0) return;
    // Copied: the pipe's buffer is a slice of a larger one that would be kept alive.
    held.push(Uint8Array.prototype.slice.call(bytes, 0, MAX_TEXT_BYTES + 1 - heldBytes));
    heldBytes += (held.at(-1) as Uint8Array).length;
  }
  function give(last: Uint8Array): void {
    let line = last;
    if (held.length > 0) {
      hold(last);
      line = Buffer.concat(held);
      held = [];
      heldBytes = 0;
    }
    onLine(line.at(-1) === RETURN ? line.subarray(0, -1) : line);
  }

  return {
    write(bytes) {
      let from = 0;
      for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, from)) {
        give(bytes.subarray(from, at));
        from = at + 1;
      }
      hold(bytes.subarray(from));
    },
    end() {
      if (heldBytes > 0) give(new Uint8Array(0));
    },
  };
}
