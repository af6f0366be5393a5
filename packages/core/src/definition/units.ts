/** Durations (`250ms 30s 5m 6h 2d`) and sizes (`512Mi 2Gi`) as people write them. */

const DURATION_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const SIZE_BYTES: Readonly<Record<string, number>> = { '': 1, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 };

/** Milliseconds, or undefined when the text is no duration. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,12})(ms|s|m|h|d)$/.exec(text);
  const unit = match && DURATION_MS[match[2] as string];
  return unit ? Number(match[1]) * unit : undefined;
}

/** Of a field that may be left out. */
export function durationMs(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseDuration(text);
}

/** The shortest exact spelling: `90s`, `2h`. */
export function formatDuration(ms: number): string {
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    const size = DURATION_MS[unit] as number;
    if (ms >= size && ms % size === 0) return `${ms / size}${unit}`;
  }
  return `${ms}ms`;
}

/** Bytes, or undefined when the text is no size. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d{1,12})(Ki|Mi|Gi|Ti)?$/.exec(text);
  const unit = match && SIZE_BYTES[match[2] ?? ''];
  return unit ? Number(match[1]) * unit : undefined;
}
