/** An installation in which everything that the console shows has just happened, or is held where it can be looked at. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { LEAST_USUAL_RUNS } from '@carillon/core';
import { type Client, createClient } from '@carillon/sdk';
import { type Platform, startPlatform } from '../e2e/platform.ts';
import { until } from '../e2e/until.ts';
import { giveAccess } from './access.ts';
import { answerAlerts, makeNoise, type Receiver, startReceiver } from './alerts.ts';
import { makeVersions } from './versions.ts';

export const DOCUMENTS = path.join(import.meta.dirname, 'documents.yaml');
const DAY_MS = 86_400_000;
/** More than the 100 from which on a number has to be typed. */
const MANY = 120;

/** A server on a machine that has much else to do puts lists and new runs off for a while. */
const PATIENT = { max: 30, initialMs: 250, capMs: 8_000 };

/** What the addresses of pages name. */
export interface Places {
  /** Of one run of each workflow. */
  readonly runs: ReadonlyMap<string, string>;
  readonly schedule: string;
  readonly backfill: string;
  /** A command for many runs. */
  readonly bulk: string;
  /** Of a backfill, and one for many workflows: nobody has carried them out. */
  readonly planOfBackfill: string;
  readonly planOfWorkflows: string;
  /** A question that is open. */
  readonly approval: string;
  /** A cause of failures. */
  readonly alert: string;
  /** A row of the audit that tells of a change. */
  readonly audit: string;
}

export interface Installation {
  readonly platform: Platform;
  readonly places: Places;
}

export async function makeInstallation(): Promise<Installation> {
  const receiver = await startReceiver();
  const bare = await startPlatform({ settings: { CARILLON_WAIT_DIRECTORIES: '/data/in' } });
  const platform: Platform = {
    ...bare,
    async remove() {
      await bare.remove();
      receiver.close();
    },
  };
  try {
    const { url: server, token } = platform.announced;
    return { platform, places: await fill(createClient({ server, token, retry: PATIENT }), receiver) };
  } catch (error) {
    await platform.remove();
    throw error;
  }
}

/** What a run, or a task of it, has come to when its page is worth a picture. */
const RUNS: Readonly<Record<string, string>> = {
  'daily-report': 'success',
  regions: 'failed',
  nested: 'success',
  booking: 'failed',
  trip: 'waiting',
  promised: 'success',
  chatter: 'success',
  nightly: 'waiting',
  release: 'waiting',
  waits: 'waiting',
  'gpu-training': 'queued',
  flaky: 'retrying',
  'old-years': 'queued',
  'shop-api': 'success',
  single: 'waiting',
  warehouse: 'running',
};
/** Whose second run is held by the first. */
const HELD = ['warehouse', 'single', 'shop-api'];

async function fill(client: Client, receiver: Receiver): Promise<Places> {
  const text = await readFile(DOCUMENTS, 'utf8');
  await client.documents.apply({ documents: [{ path: 'documents.yaml', text }] });
  await client.workflows.pause({ name: 'month-end' }, { reason: 'The books are closed by hand this month' });
  await client.datasets.update('prices', { partition: '2026-11-20', metadata: { rows: 1204 } });
  await client.queues.pause('archive', { reason: 'The old disks are replaced until Monday' });
  await client.limits.set({ name: 'shop', rate: { limit: 100, per: '1m' }, when: "workflow.name == 'shop-api'" });

  // First, so that the newest runs are those that are looked at.
  await usualOf(client);
  const bulk = await bulkOf(client);
  const backfill = await backfillOf(client);
  const plans = await plansOf(client);
  const alert = await makeNoise(client, receiver);
  const runs = new Map<string, string>();
  const reaches = async (workflow: string, state: string): Promise<void> => {
    const id = runs.get(workflow) ?? '';
    await until(`the run of ${workflow} is ${state}`, async () => {
      const [run, tasks] = await Promise.all([client.runs.get(id), client.runs.tasks(id)]);
      return run.endedAt ? run.state === state : tasks.some((task) => task.state === state);
    });
  };
  for (const workflow of Object.keys(RUNS)) runs.set(workflow, (await client.runs.start({ workflow })).id);
  await Promise.all(Object.entries(RUNS).map(([workflow, state]) => reaches(workflow, state)));
  for (const workflow of HELD) runs.set(`${workflow}, held`, (await client.runs.start({ workflow })).id);
  await until('somebody waits for each limit', async () => {
    const { items } = await client.limits.list();
    return items.filter(({ waiting }) => waiting > 0).length >= HELD.length;
  });
  const paused = (await client.runs.start({ workflow: 'gpu-training' })).id;
  await client.runs.pause(paused, { reason: 'Until the cards are there' });
  runs.set('paused', paused);

  for (const text of ['The airline moved the departure', 'Told the customer at noon, see ticket 8812'])
    await client.runs.note(runs.get('trip') ?? '', { text });

  await answerAlerts(client);
  await makeVersions(client);
  // Last, so that the audit begins with it.
  await giveAccess(client);

  const { items } = await client.schedules.list({ workflow: 'orders-daily' });
  const { items: changes } = await client.audit.list({ action: 'variable.set', object: 'region', limit: 1 });
  const [asked] = (await client.approvals.list({ state: ['open'] })).items;
  return {
    runs,
    backfill,
    bulk,
    ...plans,
    alert,
    approval: asked?.id ?? '',
    schedule: items[0]?.id ?? '',
    audit: String(changes[0]?.seq),
  };
}

/** Enough successes for the timeline to know how the workflow mostly goes. */
async function usualOf(client: Client): Promise<void> {
  const items = Array.from({ length: LEAST_USUAL_RUNS }, () => ({}));
  const { ids } = await client.runs.startMany({ workflow: 'daily-report', items });
  await until('something is usual', async () => {
    const runs = await Promise.all(ids.map((id) => client.runs.get(id)));
    return runs.every(({ state }) => state === 'success');
  });
}

async function backfillOf(client: Client): Promise<string> {
  const date = (daysAgo: number): string => new Date(Date.now() - daysAgo * DAY_MS).toISOString().slice(0, 10);
  const plan = await client.plans.create({
    kind: 'backfill',
    project: 'default',
    workflow: 'orders-daily',
    from: date(30),
    to: date(2),
    only: 'missing',
    parallelism: 2,
  });
  const { id } = await client.plans.apply(plan.id, { reason: 'The warehouse was rebuilt' });
  await until('a date of the backfill has ended', async () => (await client.backfills.get(id)).totals.success > 0);
  await client.backfills.pause(id);
  return id;
}

/** Plans that are only looked at. */
async function plansOf(client: Client): Promise<Pick<Places, 'planOfBackfill' | 'planOfWorkflows'>> {
  const { id: planOfBackfill } = await client.plans.create({
    kind: 'backfill',
    project: 'default',
    workflow: 'orders-daily',
    from: '2026-10-01',
    to: '2026-10-14',
    only: 'all',
  });
  const { id: planOfWorkflows } = await client.workflows.plan({
    kind: 'workflows',
    action: 'pause',
    filter: { project: 'default' },
  });
  return { planOfBackfill, planOfWorkflows };
}

/** A command for many runs which is under way, and stays so: it is paused. */
async function bulkOf(client: Client): Promise<string> {
  await client.runs.startMany({
    workflow: 'inventory',
    items: Array.from({ length: MANY }, () => ({})),
  });
  const filter = { project: 'default', workflow: 'inventory', state: ['success' as const] };
  await until('many runs to run again', async () => {
    const { items } = await client.runs.list({ workflow: 'inventory', state: ['success'], limit: MANY });
    return items.length === MANY;
  });
  const plan = await client.bulk.plan({ kind: 'bulk_runs', action: 'rerun', filter, ratePerSecond: 1 });
  await client.bulk.apply(plan.id, { reason: 'The stock was counted anew', confirmCount: MANY });
  await until('a run has been taken', async () => (await client.bulk.get(plan.id)).totals.done > 0);
  await client.bulk.pause(plan.id);
  return plan.id;
}
