/** Schedules as people name them: an id, or as much of `project/workflow/schedule` as tells it from others. */
import type { Client, Schedule } from '@carillon/sdk';
import { CommandError, usageError } from '../../command-error.ts';
import { EXIT } from '../../exit-codes.ts';
import { didYouMean } from '../../suggest.ts';

export const SCHEDULE_ARGUMENT = 'id, or workflow, workflow/schedule, project/workflow/schedule';

const ID = /^sch_[0-9a-z]{26}$/i;
const MOST = 200;

const fullName = ({ project, workflow, name }: Schedule): string => `${project}/${workflow}/${name}`;

export async function findSchedule(client: Client, text: string, project: string | undefined): Promise<Schedule> {
  if (ID.test(text)) return client.schedules.get(text);
  const parts = text.split('/');
  if (parts.length > 3 || parts.includes(''))
    throw usageError(`'${text}' names no schedule`, `write its ${SCHEDULE_ARGUMENT}`);
  const found = (await candidates(client, parts, project)).filter((schedule) => isNamed(schedule, parts));
  const [only, another] = found;
  // A workflow with one schedule names it; among several, the one written as `schedule` has its name.
  if (only && another === undefined) return client.schedules.get(only.id);
  const usual = found.filter(({ name }) => name === 'default');
  if (usual.length === 1 && usual[0]) return client.schedules.get(usual[0].id);
  if (only) throw usageError(`'${text}' names several schedules`, `choose one of ${found.map(fullName).join(', ')}`);
  throw new CommandError(`there is no schedule '${text}'`, {
    exitCode: EXIT.notFound,
    hint: (await nearName(client, text, project)) ?? 'see `carillon schedule list`',
  });
}

/** `a/b` may be a workflow of a project, or a schedule of a workflow. */
async function candidates(client: Client, parts: readonly string[], project: string | undefined) {
  const [first = '', second = ''] = parts;
  const workflows = parts.length === 1 ? [first] : parts.length === 2 ? [first, second] : [second];
  const pages = workflows.map((workflow) => client.schedules.list({ project, workflow, limit: MOST }));
  const items = (await Promise.all(pages)).flatMap((page) => page.items);
  return [...new Map(items.map((schedule) => [schedule.id, schedule])).values()];
}

function isNamed({ project, workflow, name }: Schedule, parts: readonly string[]): boolean {
  const names = [[workflow], [project, workflow], [workflow, name], [project, workflow, name]];
  return names.some(
    (candidate) => candidate.length === parts.length && candidate.every((part, i) => part === parts[i]),
  );
}

async function nearName(client: Client, text: string, project: string | undefined): Promise<string | undefined> {
  const { items } = await client.schedules.list({ project, limit: MOST });
  const depth = text.split('/').length;
  const names = items.map((schedule) => fullName(schedule).split('/'));
  return didYouMean(text, [
    ...new Set(names.map((parts) => (depth === 1 ? parts[1] : parts.slice(3 - depth).join('/')) ?? '')),
  ]);
}
