/** What a script says about backfills, and what came of them. */
import type { Json, JsonObject } from '@carillon/core';
import { Deviation } from './deviation.ts';
import type { Play } from './play.ts';
import { word } from './word.ts';

const OPEN = ['planned', 'running', 'paused'];

export function backfillId(play: Play, name: Json = 'backfill'): string {
  const id = play.others.get(word(name));
  if (id === undefined) throw new Error(`the script has begun no ${word(name)}`);
  return id;
}

/** Plans it and applies the plan at once. */
export async function backfill(play: Play, { as = 'backfill', workflow, ...fields }: JsonObject): Promise<void> {
  const [first] = play.scene.documents;
  const plan = await play.client.plans.create({
    kind: 'backfill',
    project: play.project,
    workflow: word(workflow ?? first?.['name']),
    from: word(fields['from']),
    to: word(fields['to']),
    ...fields,
  });
  play.others.set(word(as), (await play.client.plans.apply(plan.id)).id);
}

/** Its state and dates, in the order of their start, once it is in the state that is expected or has ended. */
export async function backfillOutcome(play: Play, expected: JsonObject): Promise<JsonObject> {
  const id = backfillId(play, expected['as']);
  const found = await play.until(async () => {
    const one = await play.client.backfills.get(id);
    if (one.state !== expected['state'] && OPEN.includes(one.state)) throw new Deviation(`it is ${one.state}`);
    return one;
  });
  const asked = (expected['dates'] ?? []) as readonly string[];
  const dates = await play.until(async () => {
    const { items } = await play.client.backfills.dates(id);
    const all = items.map(({ logicalDate, state }) => `${logicalDate} ${state}`);
    const late = all.find((date, i) => date.endsWith(' running') && date !== asked[i]);
    if (late !== undefined && asked.length > 0) throw new Deviation(late);
    return all;
  });
  return { ...expected, state: found.state, ...(expected['dates'] === undefined ? {} : { dates }) };
}
