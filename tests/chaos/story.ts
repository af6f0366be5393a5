/** All that is known of one run, by time: what was committed, what its code told, what was logged, and the faults meanwhile. */
import { formatId } from '@carillon/core';
import { bootTime } from './ledger.ts';
import { sqlIn } from './postgres.ts';

export interface Trouble {
  readonly what: string;
  readonly from: number;
  readonly to: number;
}

interface Line {
  readonly at: number;
  readonly text: string;
}

export interface StoryParts {
  readonly port: number;
  readonly database: string;
  readonly troubles: readonly Trouble[];
  readonly lines: readonly Line[];
  readonly ledger: string;
}

/** Faults this long before the first line may have to do with it. */
const BEFORE_MS = 30_000;

/** Of the programs' logs: those that tell their time. */
export function linesOf(logs: readonly { readonly name: string; readonly text: string }[]): readonly Line[] {
  return logs.flatMap(({ name, text }) =>
    text.split('\n').flatMap((line) => {
      const time = /"time":"?(?<at>[^",}]+)/.exec(line)?.groups?.['at'];
      if (time === undefined) return [];
      const at = /^\d+$/.test(time) ? Number(time) : Date.parse(time);
      return [{ at, text: `${name}: ${line}` }];
    }),
  );
}

const rowsWithWorker = (table: string, runId: string): string => `
  select '${table} ' || to_jsonb(r)::text || coalesce(' on ' || (
    select w.name || ' ' || w.state || coalesce(' until ' || l.lease_until, '') from worker_session w
    left join worker_lease l on l.session_key = w.key where w.key = r.session_key), '')
  from ${table} r where run_id = '${runId}' order by task_no`;

/** @param runId as the store has it */
export async function storyOf(runId: string, parts: StoryParts): Promise<string> {
  const ask = async (text: string): Promise<readonly string[]> =>
    (await sqlIn(parts.database, parts.port, text)).split('\n').filter(Boolean);
  const committed = await ask(
    `select (extract(epoch from at) * 1000)::int8 || ' committed: ' || coalesce('run ' || run_state || ' ', '') || transitions
     from event where run_id = '${runId}' order by seq`,
  );
  const name = formatId('run', runId);
  // Ids of its task runs have the same beginning; the last four letters hold the task.
  const names = [runId, name, `tr_${name.slice('run_'.length, -4)}`];
  const bootAt = await bootTime();
  const own: Line[] = [
    ...committed.map((line) => ({ at: Number(line.split(' ')[0]), text: line.slice(line.indexOf(' ') + 1) })),
    ...parts.lines.filter(({ text }) => names.some((one) => text.includes(one))),
    ...parts.ledger
      .split('\n')
      .filter((line) => names.some((one) => line.includes(one)))
      .map((line) => ({ at: bootAt + Number(line.split(' ').at(-1)) * 1_000, text: `ledger: ${line}` })),
  ];
  const times = own.map(({ at }) => at);
  const [from, to] = [Math.min(...times) - BEFORE_MS, Math.max(...times) + BEFORE_MS];
  const meanwhile = parts.troubles
    .filter((trouble) => trouble.to >= from && trouble.from <= to)
    .map((one) => ({ at: one.from, text: `fault: ${one.what} for ${((one.to - one.from) / 1_000).toFixed(1)} s` }));
  const rows = [
    ...(await ask(`select 'run ' || to_jsonb(r)::text from run r where id = '${runId}'`)),
    ...(await ask(`select 'run_history ' || to_jsonb(r)::text from run_history r where id = '${runId}'`)),
    ...(await ask(rowsWithWorker('task_run', runId))),
    ...(await ask(rowsWithWorker('task_history', runId))),
    ...(await ask(rowsWithWorker('attempt_history', runId))),
  ];
  return [
    `the story of run ${runId} (${name})`,
    ...[...own, ...meanwhile]
      .sort((a, b) => a.at - b.at)
      .map(({ at, text }) => `${new Date(at).toISOString()} ${text}`),
    ...rows,
  ].join('\n  ');
}
