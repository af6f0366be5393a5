/** One question that the engine asks before something goes on, and how it was answered. */
import type { SaidText } from '../said.ts';
import type { Fix } from './fixes.ts';
import type { WaitCode } from './wait-codes.ts';

export type CheckVerdict = 'pass' | 'block' | 'unknown';
export type CheckParams = Readonly<Record<string, string | number | boolean>>;

/** Who or what it rests on: an upstream, a worker and its verdict, the run that is awaited. */
export interface Evidence {
  readonly kind: 'task' | 'worker' | 'run' | 'schedule' | 'backfill' | 'fact';
  readonly name: string;
  /** State of it or verdict on it. */
  readonly is: string;
  readonly params?: CheckParams;
}

export interface Check {
  readonly code: WaitCode;
  readonly verdict: CheckVerdict;
  readonly params: CheckParams;
  /** `params.message`, for translation. */
  readonly said: SaidText | undefined;
  readonly evidence: readonly Evidence[];
  readonly since: Date | undefined;
  /** When it is expected to be over. */
  readonly eta: Date | undefined;
  readonly fix: Fix | undefined;
}

export interface Explanation {
  /** The first check that blocks; of what waits for nothing, that it runs or has ended. */
  readonly answer: Check;
  /** In the order in which the engine asks. */
  readonly checks: readonly Check[];
}

type Known = Partial<Omit<Check, 'code' | 'verdict' | 'params'>> & { readonly params?: Params };
type Params = Readonly<Record<string, string | number | boolean | undefined>>;

export const passed = (code: WaitCode, known: Known = {}): Check => check(code, 'pass', known);
export const blocked = (code: WaitCode, known: Known = {}): Check => check(code, 'block', known);
export const unknown = (code: WaitCode, known: Known = {}): Check => check(code, 'unknown', known);

/** Params that are undefined are left out, with the clauses that name them. */
function check(
  code: WaitCode,
  verdict: CheckVerdict,
  { params = {}, said, evidence = [], since, eta, fix }: Known,
): Check {
  const known = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined)) as CheckParams;
  return { code, verdict, params: known, said, evidence, since, eta, fix };
}

/** Of a count that is only worth a word where there is any. */
export const orNone = (count: number): number | undefined => (count > 0 ? count : undefined);

export const isBlock = ({ verdict }: Check): boolean => verdict === 'block';

/** @param otherwise what is left to say when every check was passed */
export function firstBlocker(checks: readonly Check[], otherwise: Check): Explanation {
  const blocker = checks.find(isBlock);
  return { answer: blocker ?? otherwise, checks: blocker ? checks : [...checks, otherwise] };
}
