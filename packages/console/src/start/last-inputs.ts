/** What a workflow was last started with from this browser. */
import type { Place } from '../api/queries.ts';

/** More is not for a browser to keep. */
const MOST_LETTERS = 16_384;

type Texts = Readonly<Record<string, string>>;

const keyOf = ({ project, environment }: Place, workflow: string): string =>
  `carillon.inputs.${environment}.${project}/${workflow}`;

/** @param texts of the fields that were filled in */
export function rememberInputs(place: Place, workflow: string, texts: Texts): void {
  const key = keyOf(place, workflow);
  const text = JSON.stringify(texts);
  try {
    if (Object.keys(texts).length === 0 || text.length > MOST_LETTERS) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    // A full store: the next start is filled in by hand.
  }
}

/** Of the fields that the form still has; undefined where nothing is left of them. */
export function lastInputs(place: Place, workflow: string, names: readonly string[]): Texts | undefined {
  const texts = read(localStorage.getItem(keyOf(place, workflow)));
  const known = Object.entries(texts).filter(([name, text]) => names.includes(name) && typeof text === 'string');
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

function read(stored: string | null): object {
  try {
    const value: unknown = JSON.parse(stored ?? '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
