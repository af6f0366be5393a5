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

export async function readPublished(place: Place, name: string, signal?: AbortSignal): Promise<Published> {
  const path = pathOf(place, name);
  const [versions, workflow] = await Promise.all([
    orMissing(get<PageOf<WorkflowVersion>>(`${path}/versions`, { limit: 1 }, signal)),
    orMissing(get<Workflow>(path, { environment: place.environment }, signal)),
  ]);
  const version = (number: number) => readVersion(place, name, number, signal);
  const number = versions?.items[0]?.number;
  if (number === undefined) return { newest: undefined, live: undefined };
  const newest = await version(number);
  if (workflow?.version === undefined) return { newest, live: undefined };
  return { newest, live: workflow.version === number ? newest : await version(workflow.version) };
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
