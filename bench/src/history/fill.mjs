// History of any size, copied inside the database from a few runs that the platform has carried out: of one task or of four,
// ended well or badly, of a hundred workflows, spread over eight weeks.
import { parseId } from '@carillon/core';
import { call, chainOf } from '../workloads.mjs';
import { copiesOf } from './copies.mjs';

const WORKFLOWS = 100;
const STEPS = 4;
export const DAYS = 56;
/** One statement each; what a transaction holds stays small. */
const BATCH = 250_000;

/** Of each hundred runs, so many are copies of that one. */
const MIX = [
  { workflow: 'template_solo', share: 88 },
  { workflow: 'template_chain', share: 10 },
  { workflow: 'template_failed', share: 2 },
];

/** A function worker must be there. @returns `upTo(count)`, which adds what is missing to so many runs of history */
export async function fillHistory({ platform, client }) {
  const templates = await makeTemplates(platform);
  const workflows = await publishWorkflows(platform, client);
  await client.query(`select make_partitions(now() - interval '${DAYS + 7} days', now())`);
  const copies = await copiesOf(client, templates, { workflows, days: DAYS });
  let filled = 0;
  return {
    async upTo(count) {
      for (let from = filled; from < count; from += BATCH)
        await copies.add({ from, through: Math.min(count, from + BATCH) - 1, first: filled, last: count });
      filled = Math.max(filled, count);
      // Also summarises the BRIN index of events, which autovacuum would do in time.
      for (const table of ['run_history', 'task_history', 'attempt_history', 'event'])
        await client.query(`vacuum (analyze) ${table}`);
    },
  };
}

/** Their ids, and which residues of a hundred they stand for. */
async function makeTemplates(platform) {
  await platform.publish('template_solo', { only: call('noop') });
  await platform.publish('template_chain', chainOf(STEPS, 'noop'));
  await platform.publish('template_failed', { only: call('fail') });
  const templates = [];
  let low = 0;
  for (const { workflow, share } of MIX) {
    const run = await platform.client.runs.start({ workflow });
    await platform.drained(workflow);
    templates.push({ id: parseId('run', run.id), low, below: low + share });
    low += share;
  }
  return templates;
}

async function publishWorkflows(platform, client) {
  for (let i = 0; i < WORKFLOWS; i++) await platform.publish(`past_${i}`, { only: call('noop') });
  const { rows } = await client.query(
    `select w.key workflow_key, v.key version_key from workflow w join workflow_version v on v.workflow_key = w.key
     where w.name like 'past\\_%' order by w.key`,
  );
  return rows;
}
