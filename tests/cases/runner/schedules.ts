/** What a script says about schedules, and what came of them: their ledger, and when they would fire. */
import type { JsonObject } from '@carillon/core';
import type { FiringPreview, Schedule } from '@carillon/sdk';
import { Deviation } from './deviation.ts';
import type { Play } from './play.ts';
import { word } from './word.ts';

/** What a preview says of a span in which there is no firing. */
const NOTHING_FIRES = 'VALIDATION_RANGE';

/** More than a schedule that fires each second writes while somebody waits. */
const LEDGER_ROWS = 200;

export async function scheduleOf({ client, project }: Play, name = 'default'): Promise<Schedule> {
  const { items } = await client.schedules.list({ project });
  const found = items.find((schedule) => schedule.name === name);
  if (!found) throw new Error(`the project has no schedule ${name}`);
  return found;
}

/** As if nobody had looked at it for this long: what was due meanwhile was missed. */
export async function neglect({ stage, project }: Play, seconds: number): Promise<void> {
  await stage.cluster.store.database.api.query(
    `update schedule set next_fire_at = date_trunc('minute', now()) - make_interval(secs => $2), due_at = date_trunc('minute', now()) - make_interval(secs => $2),
       floor = date_trunc('minute', now()) - make_interval(secs => $2 + 1), claimed_until = '-infinity'
     where project_key = (select key from project where name = $1)`,
    [project, seconds],
  );
  stage.cluster.scheduler.scheduleChanged();
}

/** Nothing fires any more. */
export async function removeSchedules({ stage, project }: Play): Promise<void> {
  await stage.cluster.store.database.api.query(
    `delete from schedule where project_key = (select key from project where name = $1)`,
    [project],
  );
}

/** Waits until so many runs were fired, and names them by their number from 1. */
export async function fired(play: Play, count: number): Promise<void> {
  const runs = await play.until(async () => {
    const rows = (await ledgerRows(play)).filter(({ runId }) => runId !== undefined);
    if (rows.length < count) throw new Deviation(`${rows.length} runs were fired`);
    return rows;
  });
  runs.slice(0, count).forEach(({ runId }, i) => void play.runs.set(word(i + 1), runId as string));
}

/** Oldest first. */
async function ledgerRows(play: Play) {
  const { items } = await play.client.schedules.firings((await scheduleOf(play)).id, { limit: LEDGER_ROWS });
  return [...items].reverse();
}

/** As many rows as are expected, from the first one on, once there are so many; each as exactly as it is expected. */
export async function ledgerOutcome(play: Play, expected: readonly string[]): Promise<readonly string[]> {
  return play.until(async () => {
    const rows = await ledgerRows(play);
    const whole = rows.map(({ outcome, reason }) => `${outcome} ${reason}`);
    if (rows.length < expected.length) throw new Deviation(`the ledger has ${whole.join(', ')}`);
    return expected.map((row, i) => (row === rows[i]?.outcome ? row : word(whole[i])));
  });
}

const isDelayed = ({ startsAt, logicalTime }: FiringPreview): boolean => Date.parse(startsAt) > Date.parse(logicalTime);

/** The local times at which the schedule of the first workflow fires, with the date where `dates` is asked for. */
export async function firingsOutcome(play: Play, expected: JsonObject): Promise<JsonObject> {
  const document = play.scene.documents.find(({ kind, schedule }) => kind === 'Workflow' && schedule !== undefined);
  const times = expected['times'] as readonly string[];
  const { items, problems } = await play.client.schedules.preview({
    definition: document?.['schedule'],
    project: play.project,
    from: word(expected['from']),
    count: times.length + 1,
    ...(expected['until'] === undefined ? {} : { until: word(expected['until']) }),
  });
  const wrong = problems.filter(({ code }) => code !== NOTHING_FIRES);
  if (wrong.length > 0) throw new Error(`the schedule is refused: ${JSON.stringify(wrong)}`);
  const shown = expected['until'] === undefined ? items.slice(0, times.length) : items;
  return {
    ...expected,
    ...(expected['delayed'] === undefined ? {} : { delayed: shown.some(isDelayed) }),
    times: shown.map(({ localTime, logicalDate, held }) =>
      [localTime, ...(expected['dates'] ? [`for ${logicalDate}`] : []), ...(held ? ['held'] : [])].join(' '),
    ),
  };
}
