/** Freeze windows: while one is open, starts are held until it ends. */
import type { FreezeSpan } from './calendar-table.ts';
import type { Hold } from './firing-time.ts';

/** Undefined: nothing holds a start at that moment. Windows that touch are one. */
export function holdAt(windows: readonly FreezeSpan[], instant: number): Hold | undefined {
  let until = instant;
  let reason: string | undefined;
  for (;;) {
    const window = windows.find(({ from, to }) => from <= until && until < to);
    if (!window) break;
    until = window.to;
    reason ??= window.reason;
  }
  return until === instant ? undefined : { until, ...(reason === undefined ? {} : { reason }) };
}
