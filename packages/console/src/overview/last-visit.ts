/** Since when the reader has not looked: what changed in between is news. One visit lasts as long as its tab. */
const SEEN = 'carillon.seen';
const VISIT = 'carillon.visit';
const DAY_MS = 86_400_000;

const instant = (text: string | null): number | undefined => {
  const at = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
};

/** The end of the visit before this one; of the first visit, a day ago. */
export function lastVisit(now = Date.now()): Date {
  const known = instant(sessionStorage.getItem(VISIT));
  const since = known ?? instant(localStorage.getItem(SEEN)) ?? now - DAY_MS;
  if (known === undefined) sessionStorage.setItem(VISIT, new Date(since).toISOString());
  return new Date(since);
}

/** Called while somebody looks: the last call of a visit is its end. */
export const noteVisit = (now = Date.now()): void => localStorage.setItem(SEEN, new Date(now).toISOString());
