/**
 * How many bytes of logs are on the stream at a time: no more than the link carries in about a second, so that beats and
 * results behind them are in time over a modem, too. Found as TCP finds its window (RFC 5681): narrowed by loss, and here
 * by acknowledgements that come late (as in RFC 6817), and widened only by what has filled it (RFC 7661). It begins wide:
 * most links are fast, and what a task said is to be there before its result.
 */
import { host } from '@carillon/runtime';

const [LEAST_BYTES, MOST_BYTES] = [8 * 2 ** 10, 2 ** 20];
/** A stream that breaks under logs shows no more than that: most break for other reasons, and it widens soon. */
const LOSS_DIVISOR = 16;
const [SOON_MS, LATE_MS] = [250, 1_000];

export interface LogWindow {
  readonly bytes: number;
  /** @param onStream bytes that are not acknowledged, with those of this batch */
  sent(seq: bigint, onStream: number): void;
  acknowledged(seq: bigint): void;
  /** Another stream takes the place of the one that what was sent is lost with. */
  broken(): void;
}

export function createLogWindow(): LogWindow {
  let bytes = MOST_BYTES;
  let narrowedAt = Number.NEGATIVE_INFINITY;
  const sent = new Map<bigint, { readonly at: number; readonly isFull: boolean }>();
  return {
    get bytes() {
      return bytes;
    },
    sent: (seq, onStream) => void sent.set(seq, { at: host.monotonic(), isFull: onStream >= bytes / 2 }),
    acknowledged(seq) {
      const batch = sent.get(seq);
      if (!batch) return;
      sent.delete(seq);
      const now = host.monotonic();
      if (now - batch.at <= SOON_MS) {
        if (batch.isFull) bytes = Math.min(bytes * 2, MOST_BYTES);
      } else if (now - batch.at > LATE_MS && batch.at >= narrowedAt) {
        // What was sent before that is late for the same reason.
        bytes = Math.max(bytes / 2, LEAST_BYTES);
        narrowedAt = now;
      }
    },
    broken() {
      if (sent.size > 0) bytes = Math.max(bytes / LOSS_DIVISOR, LEAST_BYTES);
      sent.clear();
    },
  };
}
