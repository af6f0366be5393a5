/** The parts that fire schedules, put together. */
import type { CalendarStore, EngineStore, ScheduleControl } from '@carillon/core';
import { type Clock, host, type Logger } from '@carillon/runtime';
import type { Stopper } from '../gateway/stops.ts';
import type { Loop } from '../loops/loop.ts';
import type { PulseBoard } from '../loops/pulse.ts';
import { createReleaser } from '../loops/releaser.ts';
import { createRepairer } from '../loops/repairer.ts';
import { CLAIM_MS, createTicker, LOOK_AHEAD_MS } from '../loops/ticker.ts';
import type { OnHealed } from '../healings.ts';
import type { SchedulerMetrics } from '../metrics.ts';
import type { Contexts } from '../runs/contexts.ts';
import type { QueuedRuns } from '../runs/queued-runs.ts';
import type { Starter } from '../runs/starter.ts';
import type { Versions } from '../runs/versions.ts';
import { createAwaitedRuns } from './awaited-runs.ts';
import { type CompiledClaim, createScheduleCompiler } from './compiler.ts';
import { createScheduleControl } from './control.ts';
import { createFirer } from './firer.ts';
import { createPlanner } from './planner.ts';

export interface ScheduleEngineParts {
  readonly store: EngineStore;
  readonly calendars: Pick<CalendarStore, 'tables'>;
  readonly versions: Versions;
  readonly contexts: Contexts;
  readonly queued: Pick<QueuedRuns, 'isFull'>;
  readonly starter: Starter;
  readonly stopper: Stopper;
  readonly meters: Pick<SchedulerMetrics, 'fired'>;
  readonly onHealed: OnHealed;
  readonly clock: Clock;
  /** While nobody can tell what time it is. */
  readonly isHalted: () => boolean;
  readonly pulse: PulseBoard;
  readonly log: Logger;
}

export interface ScheduleEngine {
  readonly control: ScheduleControl;
  readonly loops: readonly Loop[];
  /** A schedule or calendar was added, edited or resumed, here or on another node. */
  look(): void;
  /** The same, here: other nodes are told. */
  changed(): void;
  /** Held runs may start now. */
  released(): void;
  /** Runs ended on this node. */
  ended(runIds: Iterable<string>): void;
}

export function createScheduleEngine(parts: ScheduleEngineParts): ScheduleEngine {
  const { store, calendars, versions, contexts, queued, starter, stopper, meters, onHealed, clock, pulse, log } = parts;
  const awaited = createAwaitedRuns(() => {
    releaser.wake();
    repairer.wake();
  });
  const onAwaited = (runIds: readonly string[]): void => awaited.add(runIds);
  const planner = createPlanner({
    store,
    versions,
    contexts,
    queued,
    starter,
    clock,
    lookAheadMs: LOOK_AHEAD_MS,
    claimMs: CLAIM_MS,
  });
  const firer = createFirer({
    store,
    planner,
    starter,
    stopper,
    clock,
    isHalted: parts.isHalted,
    onFired: meters.fired,
    // What is waited for may have ended meanwhile, or have been stopped at once.
    onAwaited: (runIds) => {
      onAwaited(runIds);
      releaser.wake();
    },
    log,
  });
  const rehearse = async (claims: readonly CompiledClaim[]): Promise<void> => {
    for (const claim of claims) {
      await planner.rehearse(claim).catch((error: unknown) => log.debug({ err: error }, 'its firing will tell'));
      // What is due meanwhile does not wait for a thousand of them.
      await new Promise<void>((resolve) => host.endOfTurn(resolve));
    }
  };
  const compiler = createScheduleCompiler(calendars);
  const ticker = createTicker({
    store,
    compiler,
    firer,
    rehearse: (claims) => void rehearse(claims),
    clock,
    isHalted: parts.isHalted,
    isNeeded: pulse.has('firings'),
    log,
  });
  const releaser = createReleaser({ store, starter, isNeeded: pulse.has('holds'), log });
  const repairer = createRepairer({
    store,
    onDue: () => ticker.wake(),
    onAwaited,
    onHealed,
    isNeeded: pulse.has('schedules'),
    log,
  });

  const changed = (): void => {
    ticker.wake();
    store
      .hint('schedule')
      .catch((error: unknown) =>
        log.warn({ err: error }, 'no hint of a changed schedule; other nodes see it at their next sweep'),
      );
  };
  return {
    control: createScheduleControl({ store, versions, contexts, starter, onChanged: changed, clock }),
    loops: [ticker, releaser, repairer],
    look() {
      ticker.wake();
      repairer.wake();
    },
    changed,
    released: () => releaser.wake(),
    ended: (runIds) => awaited.ended(runIds),
  };
}
