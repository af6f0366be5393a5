/** Saved views as people name them. Two pages may have a view of the same name: then the page is named, too. */
import { RUN_STATES, TRIGGER_KINDS } from '@carillon/core/states';
import { parseDuration } from '@carillon/core/units';
import type { Client, RunFilter, SavedView } from '@carillon/sdk';
import { CommandError, usageError } from '../../command-error.ts';
import { EXIT } from '../../exit-codes.ts';
import { suggestFrom } from '../../suggest.ts';
import type { WorkflowFilterFlags } from '../workflow/filter-options.ts';

export const PAGES = ['runs', 'workflows'] as const satisfies readonly SavedView['page'][];
export type Page = (typeof PAGES)[number];

export async function findView(
  client: Client,
  wanted: { readonly name: string; readonly project: string; readonly page?: Page | undefined },
): Promise<SavedView> {
  const { name, project, page } = wanted;
  const { items } = await client.savedViews.list({ project, page });
  const found = items.filter((view) => view.name === name || view.id === name);
  const [only] = found;
  if (only === undefined)
    throw new CommandError(`project '${project}' has no view '${name}'`, {
      exitCode: EXIT.notFound,
      hint: await suggestFrom(
        name,
        items.map((view) => view.name),
      ),
    });
  if (found.length > 1)
    throw usageError(
      `'${name}' is a view of several pages`,
      `add --page ${found.map((view) => view.page).join(' or --page ')}`,
    );
  return only;
}

/** The view that `--view` names, if it was given. */
export async function viewOf(
  client: Client,
  {
    name,
    project = 'default',
    page,
  }: { readonly name: string | undefined; readonly project: string | undefined; readonly page: Page },
): Promise<SavedView | undefined> {
  return name === undefined ? undefined : findView(client, { name, project, page });
}

/** The filters of a view of runs, as a list of them takes them; what this version does not know is left out. */
export function savedRunsOf({ search }: SavedView, now: number): RunFilter {
  const { workflow, state, trigger, label, input, fingerprint, since, slaMissed, from, to, endedFrom, endedTo } =
    search;
  const sinceMs = typeof since === 'string' ? parseDuration(since) : undefined;
  const states = RUN_STATES.filter((known) => wordsOf(state).includes(known));
  const triggers = TRIGGER_KINDS.filter((known) => wordsOf(trigger).includes(known));
  return {
    ...(typeof workflow === 'string' && { workflow }),
    ...(states.length > 0 && { state: states }),
    ...(triggers.length > 0 && { trigger: triggers }),
    ...(wordsOf(label).length > 0 && { label: wordsOf(label) }),
    ...(wordsOf(input).length > 0 && { input: wordsOf(input) }),
    ...(typeof fingerprint === 'string' && { fingerprint }),
    ...(slaMissed === true && { slaMissed }),
    ...(sinceMs !== undefined && { createdAfter: new Date(now - sinceMs).toISOString() }),
    ...(typeof from === 'string' && { createdAfter: from }),
    ...(typeof to === 'string' && { createdBefore: to }),
    ...(typeof endedFrom === 'string' && { endedAfter: endedFrom }),
    ...(typeof endedTo === 'string' && { endedBefore: endedTo }),
  };
}

const wordsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((word) => typeof word === 'string') : [];

/** Of a view of workflows, as `workflow list` takes them. */
export const workflowFilterOf = ({
  search: { q, owner, tag, paused, lifecycle, lastResult, hasDraft },
}: SavedView): WorkflowFilterFlags => ({
  ...(typeof q === 'string' && { text: q }),
  ...(typeof owner === 'string' && { owner }),
  ...(typeof tag === 'string' && { tag }),
  ...(typeof paused === 'boolean' && { paused }),
  ...(wordsOf(lifecycle).length > 0 && { lifecycle: wordsOf(lifecycle) }),
  ...((lastResult === 'success' || lastResult === 'failed' || lastResult === 'stopped') && { lastResult }),
  ...(typeof hasDraft === 'boolean' && { hasDraft }),
});
