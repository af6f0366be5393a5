/**
 * The engine's store in memory, with the constraints and the guards of its statements (packages/store/src/sql). What
 * is one transaction there is one step here. `same-as-postgres.pg.test.ts` carries the same operations out on both.
 */
import type { EngineStore } from '@carillon/core';
import { ABSENT } from './absent.ts';
import { createApprovals } from './approvals.ts';
import { createClaims } from './claims.ts';
import { createCompensations } from './compensations.ts';
import { createCompletions } from './completions.ts';
import { createControls } from './controls.ts';
import { createDecisions } from './decisions.ts';
import { createDue } from './due.ts';
import { createFirings } from './firings.ts';
import { createLimits } from './limits.ts';
import { createHolds } from './holds.ts';
import { createLookups } from './lookups.ts';
import { createMaintenance } from './maintenance.ts';
import { createPulse } from './pulse.ts';
import { createReruns } from './reopenings.ts';
import { createSchedules } from './schedules.ts';
import { createSessions } from './sessions.ts';
import { createSla } from './sla.ts';
import { createStarts } from './starts.ts';
import { createStops } from './stops.ts';
import type { Tables } from './tables.ts';
import { createWaits, signalsOver } from './waits.ts';

/** Operations by name; each one transaction, which throws with nothing done, or is done. */
export type Transactions = ReadonlyMap<string, (...parameters: never[]) => unknown>;

export function createTransactions(tables: Tables): Transactions {
  const operations = {
    ...createLookups(tables),
    ...createStarts(tables),
    ...createClaims(tables),
    ...createCompletions(tables),
    ...createCompensations(tables),
    ...createDecisions(tables),
    ...createDue(tables),
    ...createSessions(tables),
    ...createStops(tables),
    ...createControls(tables),
    ...createReruns(tables),
    ...createSchedules(tables),
    ...createFirings(tables),
    ...createHolds(tables),
    ...createApprovals(tables),
    ...createWaits(tables),
    ...createSla(tables),
    ...createLimits(tables),
    ...createPulse(tables),
    ...createMaintenance(tables),
    ...ABSENT,
  };
  return new Map(
    Object.entries(operations as Record<string, (...parameters: never[]) => unknown>).map(([name, operation]) => [
      name,
      (...parameters) => tables.journal.atomically(() => operation(...parameters)),
    ]),
  );
}

/** @param call carries an operation out, sooner or later, or fails */
export function engineStoreOver(
  transactions: Transactions,
  call: (name: string, run: () => unknown) => Promise<unknown>,
  hints: Pick<EngineStore, 'hint' | 'onHint'>,
): EngineStore {
  const methods = Array.from(transactions, ([name, operation]) => [
    name,
    (...parameters: never[]) => call(name, () => operation(...parameters)),
  ]);
  const engine = Object.fromEntries(methods) as Record<string, (...parameters: readonly unknown[]) => Promise<never>>;
  const signals = signalsOver((name, ...parameters) => (engine[name] as (typeof engine)[string])(...parameters));
  // What the model lacks is missing here, and the call fails with its name.
  return { ...engine, ...signals, ...hints } as unknown as EngineStore;
}
