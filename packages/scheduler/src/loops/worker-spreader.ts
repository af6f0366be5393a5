/**
 * A worker stays at the server that it reached: after a restart of one server after the other all of them may hang at one.
 * Each server that has clearly more than another asks some of its own to take the next server that they know, where they
 * resume their sessions: no attempt notices. Every server runs it for itself; whoever dies half-way has asked fewer, and
 * two that ask at once have moved some more, of which a later look takes care.
 */
import { host, type Logger } from '@carillon/runtime';
import type { ConnectedWorker, Sessions } from '../sessions.ts';
import { createLoop, type Loop } from './loop.ts';

/** Few enough that those who get them can greet them beside their work. */
const MAX_ASKED = 32;
/** What has been leased to it on this server by then is told to it where it resumes. */
const SETTLED_MS = 1_000;
const LEAVES_WITHIN_MS = 5_000;
/** Who comes back knows no other server, or a balancer chose this one again. */
const ASK_AGAIN_MS = 600_000;

export interface WorkerSpreaderParts {
  /** How many workers each of the other servers has, as of some seconds ago. */
  readonly workersElsewhere: () => Promise<readonly number[]>;
  readonly sessions: Sessions;
  /** The workers of this server are others now. */
  readonly onChanged: () => void;
  readonly everyMs: number;
  readonly log: Logger;
}

export function createWorkerSpreader(parts: WorkerSpreaderParts): Loop {
  const { workersElsewhere, sessions, onChanged, everyMs, log } = parts;
  const askedAt = new Map<number, number>();

  const ask = (worker: ConnectedWorker): void => {
    askedAt.set(worker.key, host.monotonic());
    sessions.remove(worker);
    host.after(SETTLED_MS, () => worker.send({ body: { $case: 'goAway', value: {} } }), { background: true });
    host.after(LEAVES_WITHIN_MS, worker.close, { background: true });
  };
  const forgetOld = (): void => {
    for (const [key, at] of askedAt) if (host.monotonic() - at > ASK_AGAIN_MS) askedAt.delete(key);
  };

  return createLoop({
    name: 'worker spreader',
    everyMs,
    log,
    async step() {
      if ([...sessions.all()].length < 2) return;
      const others = await workersElsewhere();
      forgetOld();
      const own = [...sessions.all()];
      const movable = own.filter(({ key, draining }) => !draining && !askedAt.has(key));
      // Those with the least to tell anew.
      movable.sort((a, b) => a.attempts.size - b.attempts.size);
      const chosen = movable.slice(0, Math.min(MAX_ASKED, toMove(own.length, others)));
      for (const worker of chosen) ask(worker);
      if (chosen.length === 0) return;
      onChanged();
      log.info(
        { workers: chosen.map(({ name }) => name), here: own.length, elsewhere: others },
        'other servers have fewer workers: some are asked to go there',
      );
    },
  });
}

/**
 * Half of what is above the mean, since nobody knows which server they will take; none where no other has at least two
 * and a quarter of the mean less: what is nearly even stays as it is.
 */
export function toMove(own: number, others: readonly number[]): number {
  if (others.length === 0) return 0;
  const mean = others.reduce((sum, one) => sum + one, own) / (others.length + 1);
  if (own <= mean || own - Math.min(...others) < Math.max(2, mean / 4)) return 0;
  return Math.ceil((own - mean) / 2);
}
