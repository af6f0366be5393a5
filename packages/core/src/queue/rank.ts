/** Milliseconds by which one point of priority moves a task forward in its lane, where its queue says nothing else. */
export const PRIORITY_POINT_MS = 60_000;
const DEFAULT_PRIORITY = 50;

/**
 * Order within a lane, smaller first: the time a task became ready, moved by its priority. A low priority
 * therefore ages past a high one instead of starving behind it (by default the shift is at most 50 minutes).
 */
export function rankOf(readyAtMs: number, priority: number, pointMs: number = PRIORITY_POINT_MS): number {
  return Math.trunc(readyAtMs) - (priority - DEFAULT_PRIORITY) * pointMs;
}
