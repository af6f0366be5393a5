/** What somebody last started a workflow with from this browser. It is theirs alone, and gone once they sign out. */
import type { Place } from '../api/queries.ts';

/** More is not for a browser to keep. */
const MOST_LETTERS = 16_384;

type Texts = Readonly<Record<string, string>>;

const ALL = 'carillon.inputs.';
const ofUser = (user: string): string => `${ALL}${user}/`;

/** Which inputs: those that this user gave this workflow there. */
export interface InputsOf extends Place {
  readonly user: string;
  readonly workflow: string;
}

const keyOf = ({ user, environment, project, workflow }: InputsOf): string =>
  `${ofUser(user)}${environment}/${project}/${workflow}`;

/** @param texts of the fields that were filled in */
export function rememberInputs(of: InputsOf, texts: Texts): void {
  const key = keyOf(of);
  const text = JSON.stringify(texts);
  try {
    if (Object.keys(texts).length === 0 || text.length > MOST_LETTERS) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    // A full store: the next start is filled in by hand.
  }
}

/** Of the fields that the form still has; undefined where nothing is left of them. */
export function lastInputs(of: InputsOf, names: readonly string[]): Texts | undefined {
  const texts = read(localStorage.getItem(keyOf(of)));
  const known = Object.entries(texts).filter(([name, text]) => names.includes(name) && typeof text === 'string');
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

/** @param user who is signed in; undefined: nobody is */
export function forgetInputsOfOthers(user: string | undefined): void {
  const keys = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index) ?? '');
  for (const key of keys)
    if (key.startsWith(ALL) && (user === undefined || !key.startsWith(ofUser(user)))) localStorage.removeItem(key);
}

function read(stored: string | null): object {
  try {
    const value: unknown = JSON.parse(stored ?? '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
