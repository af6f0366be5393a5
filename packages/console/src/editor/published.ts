/** The two versions that a text is compared with: what it is written on, and what it would replace. */
import type { PageOf, Workflow, WorkflowVersion } from '@carillon/protocol';
import { ApiError, get } from '../api/client.ts';
import type { Place } from '../api/queries.ts';

export interface Published {
  /** Of all environments. Undefined: it is yet to be written. */
  readonly newest: WorkflowVersion | undefined;
  /** Runs in this environment, where a newer one may not have come yet. Undefined: none does. */
  readonly live: WorkflowVersion | undefined;
}

const pathOf = ({ project }: Place, name: string): string => `/workflows/${project}/${name}`;

export const readVersion = (place: Place, name: string, number: number, signal?: AbortSignal) =>
  get<WorkflowVersion>(`${pathOf(place, name)}/versions/${number}`, {}, signal);

interface ReadOptions {
  /** Looked for first: what is not there is asked about without an error in the browser's log. */
  readonly mayBeNew?: boolean;
  readonly signal?: AbortSignal;
}

const NOTHING: Published = { newest: undefined, live: undefined };

export async function readPublished(
  place: Place,
  name: string,
  { mayBeNew, signal }: ReadOptions = {},
): Promise<Published> {
  if (mayBeNew && !(await isListed(place, name, signal))) return NOTHING;
  const path = pathOf(place, name);
  const [versions, workflow] = await Promise.all([
    orMissing(get<PageOf<WorkflowVersion>>(`${path}/versions`, { limit: 1 }, signal)),
    orMissing(get<Workflow>(path, { environment: place.environment }, signal)),
  ]);
  const version = (number: number) => readVersion(place, name, number, signal);
  const number = versions?.items[0]?.number;
  if (number === undefined) return NOTHING;
  const newest = await version(number);
  if (workflow?.version === undefined) return { newest, live: undefined };
  return { newest, live: workflow.version === number ? newest : await version(workflow.version) };
}

async function isListed({ project, environment }: Place, name: string, signal?: AbortSignal): Promise<boolean> {
  const query = { project, environment, text: name, limit: 200 };
  const { items } = await get<PageOf<Workflow>>('/workflows', query, signal);
  return items.some((one) => one.name === name);
}

const orMissing = <T>(asked: Promise<T>): Promise<T | undefined> =>
  asked.catch((error: unknown) => {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  });

/** A text of a version needs no draft; one that is live needs no publishing either. */
export type TextStatus = 'live' | 'newest' | 'draft';

export function statusOf(text: string, { newest, live }: Published): TextStatus {
  const says = (version: WorkflowVersion | undefined) => version?.source.trim() === text.trim();
  if (says(live)) return 'live';
  return says(newest) ? 'newest' : 'draft';
}
