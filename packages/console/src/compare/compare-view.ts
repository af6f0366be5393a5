/** Which run a run is compared with, as it stands in the address, and which one is taken when nobody says. */
import type { Run } from '@carillon/protocol';

export interface CompareView {
  with?: string;
}

export function parseCompareView(asked: Record<string, unknown>): CompareView {
  return typeof asked['with'] === 'string' && asked['with'] !== '' ? { with: asked['with'] } : {};
}

/** The last success before it, else the run before it, else any other. @param runs newest first */
export function otherRun(run: Pick<Run, 'id'>, runs: readonly Pick<Run, 'id' | 'state'>[]): string | undefined {
  const before = runs.slice(runs.findIndex(({ id }) => id === run.id) + 1);
  const other = before.find(({ state }) => state === 'success') ?? before[0] ?? runs.find(({ id }) => id !== run.id);
  return other?.id === run.id ? undefined : other?.id;
}
