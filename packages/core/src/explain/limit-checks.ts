/**
 * What limits hold: of a task run, or of a run as a whole. Whether one grants is the store's word, in the text that
 * granting itself is made of (store/src/sql/conditions.ts).
 */
import { formatId } from '../ids.ts';
import { nextGrantAt } from '../limits/gcra.ts';
import { blocked, type Check, type Evidence, passed } from './check.ts';
import { showLimit } from './fixes.ts';

export interface LimitFacts {
  readonly id: string;
  readonly name: string;
  readonly key: string;
  /** Undefined: it is a rate. */
  readonly max: number | undefined;
  readonly rate: { readonly intervalMs: number; readonly burst: number; readonly tatMs: number } | undefined;
  /** It lets one more through. */
  readonly grants: boolean;
  readonly held: number;
  /** Others in its line that go first. */
  readonly ahead: number;
  readonly since: Date;
  /** The oldest first, some of them. */
  readonly holders: readonly { readonly runId: string; readonly since: Date }[];
  /** How long a slot was usually held lately; undefined: nothing is known. */
  readonly usualMs: number | undefined;
}

/** More are not named in the sentence. */
const NAMED = 3;

/** The first that does not grant; else one in whose line others go first. */
export function limitsGrant(limits: readonly LimitFacts[] | undefined, now: Date): Check | undefined {
  if (!limits || limits.length === 0) return undefined;
  const holds = limits.find(({ grants }) => !grants) ?? limits.find(({ ahead }) => ahead > 0);
  if (!holds) return passed(limits.some(({ rate }) => rate) ? 'RATE_LIMIT' : 'CONCURRENCY_LIMIT');
  return holds.rate ? paced(holds, holds.rate) : crowded(holds, now);
}

function crowded(limit: LimitFacts, now: Date): Check {
  const { name, key, max = 0, held, ahead, holders, since, id } = limit;
  return blocked('CONCURRENCY_LIMIT', {
    params: {
      limit: name,
      key: key || undefined,
      max,
      holders: holders
        .slice(0, NAMED)
        .map(({ runId }) => formatId('run', runId))
        .join(', '),
      more: held > NAMED ? held - NAMED : undefined,
      ahead: ahead > 0 ? ahead : undefined,
    },
    evidence: [...holders.map(holderEvidence), { kind: 'fact', name: 'position', is: String(ahead + 1) }],
    since,
    eta: expectedAt(limit, max, now),
    fix: showLimit(id),
  });
}

const holderEvidence = ({ runId, since }: LimitFacts['holders'][number]): Evidence => ({
  kind: 'run',
  name: formatId('run', runId),
  is: 'holds',
  params: { since: since.toISOString() },
});

function paced({ name, key, ahead, since, id }: LimitFacts, rate: NonNullable<LimitFacts['rate']>): Check {
  const until = new Date(Math.ceil(nextGrantAt(rate.tatMs, rate)));
  return blocked('RATE_LIMIT', {
    params: {
      limit: name,
      key: key || undefined,
      until: until.toISOString(),
      ahead: ahead > 0 ? ahead : undefined,
    },
    evidence: [{ kind: 'fact', name: 'position', is: String(ahead + 1) }],
    since,
    eta: new Date(until.getTime() + ahead * rate.intervalMs),
    fix: showLimit(id),
  });
}

/** The oldest holder goes first, and each of those ahead takes its share of the usual time. */
function expectedAt({ holders, ahead, usualMs }: LimitFacts, max: number, now: Date): Date | undefined {
  const [oldest] = holders;
  if (usualMs === undefined || !oldest || max === 0) return undefined;
  const free = Math.max(oldest.since.getTime() + usualMs, now.getTime());
  return new Date(Math.round(free + (ahead / max) * usualMs));
}
