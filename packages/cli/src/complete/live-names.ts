/**
 * Names that a server knows, kept for a moment: a key pressed twice asks once. What is typed so far goes to the server where
 * there may be more names than one answer holds; a longer word is then looked for in what came, unless that was cut.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client, ScheduleFilter } from '@carillon/sdk';
import type { Terminal } from '../terminal.ts';
import type { Candidate } from './candidates.ts';

const FRESH_MS = 10_000;
const MOST = 200;
/** The id of a run, as far as it is typed. */
const RUN = /^run_[0-9A-Z]+$/;

type Source = (client: Client, typed: string) => Promise<readonly Candidate[]>;

const inProject = ({ project, name }: { readonly project: string | null; readonly name: string }): string =>
  project === null || project === 'default' ? name : `${project}/${name}`;

const workflows: Source = async (client, typed) => {
  const { items } = await client.workflows.list({ limit: MOST, ...(typed !== '' && { prefix: typed }) });
  return items.map((item) => ({ value: inProject(item), about: item.title }));
};

/** project/workflow/name, as far as it is typed. */
function scheduleFilter(typed: string): ScheduleFilter {
  const [project, workflow, name] = typed.split('/');
  if (workflow === undefined) return {};
  const text = name ?? workflow;
  return { project, ...(name !== undefined && { workflow }), ...(text !== '' && { text }) };
}

const SOURCES: Readonly<Record<string, Source>> = {
  workflow: workflows,
  run: async (client, typed) => {
    const { items } = await client.runs.list({ limit: MOST, ...(RUN.test(typed) && { idPrefix: typed }) });
    return items.map(({ id, workflow, state }) => ({ value: id, about: `${workflow} ${state}` }));
  },
  schedule: async (client, typed) =>
    (await client.schedules.list({ limit: MOST, ...scheduleFilter(typed) })).items.map(
      ({ project, workflow, name, expression }) => ({
        value: `${project}/${workflow}/${name}`,
        about: expression,
      }),
    ),
  calendar: async (client) =>
    (await client.calendars.list({ limit: MOST })).items.map((item) => ({ value: inProject(item), about: item.title })),
  backfill: async (client) =>
    (await client.backfills.list({ limit: MOST })).items.map(({ id, workflow, state }) => ({
      value: id,
      about: `${workflow} ${state}`,
    })),
  approval: async (client) =>
    (await client.approvals.list({ limit: MOST, state: ['open'] })).items.map(({ id, workflow, task }) => ({
      value: id,
      about: `${workflow} ${task}`,
    })),
  queue: async (client) => (await client.queues.list()).items.map(({ name }) => ({ value: name })),
  dataset: async (client, typed) => {
    const { items } = await client.datasets.list({ limit: MOST, ...(typed !== '' && { text: typed }) });
    return items.map(({ name }) => ({ value: name }));
  },
  owner: async (client) => (await client.workflows.facets()).owners.map((value) => ({ value })),
  tag: async (client) => (await client.workflows.facets()).tags.map((value) => ({ value })),
  secret: async (client) => (await client.secrets.list({})).items.map(({ name }) => ({ value: name })),
  variable: async (client) => (await client.variables.list({})).items.map(({ name }) => ({ value: name })),
  draft: async (client) => (await client.drafts.list()).items.map((draft) => ({ value: inProject(draft) })),
  worker: async (client) =>
    (await client.workers.list()).items.map(({ name, state }) => ({ value: name, about: state })),
  view: async (client) =>
    (await client.savedViews.list({ project: 'default' })).items.map(({ name, page }) => ({
      value: name,
      about: page,
    })),
  project: async (client) => (await client.session()).projects.map((value) => ({ value })),
  environment: async (client) => (await client.session()).environments.map((value) => ({ value })),
};

/** Whether a server is asked for names of this kind. */
export const isLive = (kind: string): boolean => Object.hasOwn(SOURCES, kind);

/** From the file when it is fresh; from the server otherwise, and from the file all the same when that does not answer. */
export async function liveNames(
  { kind, typed }: { readonly kind: string; readonly typed: string },
  { client, token }: { readonly client: Client; readonly token: string | undefined },
  terminal: Pick<Terminal, 'env' | 'home' | 'now'>,
): Promise<readonly Candidate[]> {
  const folder = join(terminal.env['XDG_CACHE_HOME'] || join(terminal.home, '.cache'), 'carillon');
  // Of another server, or another person's token, nothing is told.
  const owner = createHash('sha256').update(`${client.server}\n${token}`).digest('hex').slice(0, 16);
  const file = join(folder, `names-${owner}-${kind}.json`);
  const kept = await readKept(file);
  if (kept !== undefined && terminal.now() - kept.atMs < FRESH_MS && answers(kept, typed)) return kept.names;
  try {
    const names = (await SOURCES[kind]?.(client, typed)) ?? [];
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(file, JSON.stringify({ typed, names } satisfies Kept), { mode: 0o600 });
    return names;
  } catch {
    return kept?.names ?? []; // a key press is no place for an error
  }
}

interface Kept {
  /** What had been typed when they were asked for. */
  readonly typed: string;
  readonly names: readonly Candidate[];
}

const answers = ({ typed: earlier, names }: Kept, typed: string): boolean =>
  earlier === typed || (names.length < MOST && typed.startsWith(earlier));

async function readKept(file: string): Promise<(Kept & { readonly atMs: number }) | undefined> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
    const { typed, names } = JSON.parse(text) as Partial<Kept>;
    return typed === undefined || names === undefined ? undefined : { typed, names, atMs: mtimeMs };
  } catch {
    return undefined; // there is none, or one cut short: it is written anew
  }
}
