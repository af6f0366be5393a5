/** Waiting for rest after everything is healed, and for as long as this machine may need for it. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Api } from './api.ts';
import { sqlIn } from './postgres.ts';
import type { Probes } from './probe.ts';
import { DATABASE, type Rig } from './rig.ts';
import type { Reader } from './stream.ts';

/** What a machine with nothing else to do takes for a small run. */
const NOMINAL_PROBE_MS = 400;
const MAX_SLOWNESS = 10;
/** G7, and a task of three leases that was given away at the last moment. */
const REST_MS = 60_000;
const LONGEST_TASK_MS = 45_000;
const LEASE_MS = 15_000;
const PROBES_MS = 5_000;
const POLL_MS = 1_000;
const SECOND_MS = 1_000;

export interface SettleParts {
  readonly api: Api;
  readonly rig: Rig;
  readonly stream: Reader;
  readonly probes: Probes;
  readonly stopProbes: () => void;
  readonly attackedMs: number;
  /** When the last fault was healed. */
  readonly startedAt: number;
}

export interface Rest {
  readonly isRested: boolean;
  /** What was not done. */
  readonly open: string;
  readonly afterMs: number;
  readonly boundMs: number;
  readonly probeMs: number;
}

/** Logical times until then must be in the ledger: pausing begins after this moment, and what is due later may be passed over. */
export async function pauseSchedules(api: Api): Promise<number> {
  const { body } = await api.get('/schedules?limit=200');
  const to = Date.now() - 2 * SECOND_MS;
  for (const { id } of body['items'] as readonly { id: string }[]) await api.post(`/schedules/${id}/pause`, {});
  return to;
}

/** Slow is not stuck: the bound grows with the backlog by the throughput that was measured, and with how slow the machine is. */
export async function settle(parts: SettleParts): Promise<Rest> {
  const { api, rig, probes, stopProbes, attackedMs, startedAt } = parts;
  await delay(PROBES_MS);
  const probeMs = probes.median();
  stopProbes();
  const count = async (what: string): Promise<number> => Number(await sqlIn(DATABASE, rig.primary().port, what));
  const ended = await count('select count(*) from run_history');
  const backlog = await count(
    'select (select count(*) from run) + (select count(*) from task_run where version_key is not null)',
  );
  const throughput = Math.max(ended, 1) / attackedMs;
  const slowness = Math.min(MAX_SLOWNESS, Math.max(1, probeMs / NOMINAL_PROBE_MS));
  const boundMs = Math.round((REST_MS + LONGEST_TASK_MS + LEASE_MS + backlog / throughput) * slowness);
  for (;;) {
    const open = await whatIsOpen(parts);
    const afterMs = Date.now() - startedAt;
    if (open === undefined) return { isRested: true, open: '', afterMs, boundMs, probeMs };
    if (afterMs > boundMs) return { isRested: false, open, afterMs, boundMs, probeMs };
    await letGo(api);
    await delay(POLL_MS);
  }
}

/** Undefined: nothing. */
async function whatIsOpen({ rig, stream }: SettleParts): Promise<string | undefined> {
  const ask = (text: string): Promise<string> => sqlIn(DATABASE, rig.primary().port, text);
  const rows = await ask(
    'select (select count(*) from run) || $$ runs, $$ || (select count(*) from task_run) || $$ task runs$$',
  );
  if (rows !== '0 runs, 0 task runs') return rows;
  const failed = Number(await ask('select count(*) from run_history where state = 11'));
  const alerted = new Set(rig.sink.received.map(({ id }) => id)).size;
  if (alerted < failed) return `${failed - alerted} alerts`;
  const newest = await ask('select xid || $$-$$ || seq from event order by xid desc, seq desc limit 1');
  return stream.seen.at(-1)?.id === newest || newest === '' ? undefined : `the stream has not come to ${newest}`;
}

/** Paused runs go on, and those that would stay for ever are asked to stop. */
async function letGo(api: Api): Promise<void> {
  const { body } = await api.get('/runs?state=queued,running,paused,stopping&limit=200');
  for (const { id, state, workflow } of body['items'] as readonly { id: string; state: string; workflow: string }[]) {
    if (state === 'paused') await api.post(`/runs/${id}/resume`, {});
    else if (workflow === 'stubborn' && state !== 'stopping') await api.post(`/runs/${id}/stop`, { reason: 'the end' });
  }
}
