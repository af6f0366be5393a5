/** Durations as people read them: two units at most, fixed decimals below a minute. */
export function durationText(ms: number): string {
  if (ms < 0) return '0s';
  if (ms < 1_000) return `${Math.round(ms)}ms`;
  if (ms < 10_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)}s`;
  const seconds = Math.floor(ms / 1_000);
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3_600) return pair(seconds, 60, 'm', 's');
  if (seconds < 86_400) return pair(Math.floor(seconds / 60), 60, 'h', 'm');
  return pair(Math.floor(seconds / 3_600), 24, 'd', 'h');
}

function pair(value: number, per: number, large: string, small: string): string {
  const rest = value % per;
  return rest === 0 ? `${Math.floor(value / per)}${large}` : `${Math.floor(value / per)}${large} ${rest}${small}`;
}

/** From one instant to another or to now; undefined when it has not begun. */
export function elapsedMs(from: string | undefined, to: string | undefined, now: number): number | undefined {
  if (from === undefined) return undefined;
  return Math.max(0, (to === undefined ? now : Date.parse(to)) - Date.parse(from));
}
