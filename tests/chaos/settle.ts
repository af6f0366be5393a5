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
/** G7, a lease that runs out, and a task of three leases that began again at its end. */
const STILL_MS = 60_000 + 15_000 + 45_000;
const PROBES_MS = 5_000;
const POLL_MS = 1_000;
const SECOND_MS = 1_000;

export interface SettleParts {
  readonly api: Api;
  readonly rig: Rig;
  readonly stream: Reader;
  readonly probes: Probes;
  readonly stopProbes: () => void;
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

/**
 * Slow is not stuck: what makes headway is waited for, and how long nothing may move is measured by how long a small run
 * takes on this machine now.
 */
export async function settle(parts: SettleParts): Promise<Rest> {
  const { api, probes, stopProbes, startedAt } = parts;
  await letGo(api);
  await delay(PROBES_MS);
  const probeMs = probes.median();
  stopProbes();
  const boundMs = Math.round(STILL_MS * Math.min(MAX_SLOWNESS, Math.max(1, probeMs / NOMINAL_PROBE_MS)));
  let [before, movedAt] = ['', Date.now()];
  for (;;) {
    const { open, progress } = await look(parts);
    const afterMs = Date.now() - startedAt;
    if (open === undefined) return { isRested: true, open: '', afterMs, boundMs, probeMs };
    if (progress !== before) [before, movedAt] = [progress, Date.now()];
    else if (Date.now() - movedAt > boundMs) return { isRested: false, open, afterMs, boundMs, probeMs };
    await letGo(api);
    await delay(POLL_MS);
  }
}

/** What is open; undefined: nothing. And what changes with everything that comes to its end. */
async function look({
  rig,
  stream,
}: SettleParts): Promise<{ readonly open: string | undefined; readonly progress: string }> {
  const ask = (text: string): Promise<string> => sqlIn(DATABASE, rig.primary().port, text);
  const [runs, taskRuns, ended, endedTasks, failed] = (
    await ask(`select concat_ws(' ', (select count(*) from run), (select count(*) from task_run),
      (select count(*) from run_history), (select count(*) from task_history), (select count(*) from run_history where state = 11))`)
  )
    .split(' ')
    .map(Number);
  const alerted = new Set(rig.sink.received.map(({ id }) => id)).size;
  const progress = `${ended} runs, ${endedTasks} task runs, ${alerted} alerts, ${stream.seen.length} events`;
  const newest = await ask(`select place || '-' || seq from (
    select max(xid) over (partition by run_id order by seq) place, seq from event) e order by e.place desc, e.seq desc limit 1`);
  if (runs || taskRuns) return { open: `${runs} runs and ${taskRuns} task runs`, progress };
  if (alerted < (failed ?? 0)) return { open: `${(failed ?? 0) - alerted} alerts`, progress };
  if (newest !== '' && stream.seen.at(-1)?.id !== newest) return { open: `the stream before ${newest}`, progress };
  return { open: undefined, progress };
}

/** Paused runs go on. */
async function letGo(api: Api): Promise<void> {
  const { body } = await api.get('/runs?state=paused&limit=200');
  const paused = (body['items'] as readonly { id: string }[]).map(({ id }) => id);
  await Promise.all(paused.map((id) => api.post(`/runs/${id}/resume`, {})));
}
