/** Which workflows a command for many takes, and which of them it leaves out. */
import {
  MAX_BULK_WORKFLOWS,
  type Principal,
  schedulesOf,
  type WorkflowPlan,
  type WorkflowRecord,
  workflowSkip,
  said,
} from '@carillon/core';
import type * as rest from '@carillon/protocol';
import type { InputError } from '../../http/problem.ts';
import { wrongInput } from '../../http/problem.ts';
import { type ApiContext, type Place, unknownWorkflow } from '../context.ts';
import { given } from '../query.ts';
import { timeToCome } from '../time-to-come.ts';
import { workflowFilterOf } from '../workflow-filter.ts';

const PAGE = 200;

/** Freezes the workflows that fit now. The id of the plan. @throws InputError where they are too many */
export async function makeWorkflowPlan(
  context: ApiContext,
  place: Place & { readonly environment: string },
  principal: Principal,
  { action, filter, resumeAt, catchUp }: rest.CreateWorkflowPlan,
): Promise<string> {
  timeToCome(context.clock, resumeAt);
  const { workflows: named, ...words } = filter;
  const found = named ? await namedWorkflows(context, place, named) : await fittingWorkflows(context, place, words);
  const plan: WorkflowPlan = {
    action,
    environment: place.environment,
    environmentKey: place.environmentKey,
    filter: named ? { workflows: named.length } : filter,
    ...(action === 'pause' && given({ resumeAt })),
    ...(action === 'resume' && given({ catchUp })),
    items: found.map(({ key, project, name, lifecycle, pause, version }) => ({
      project,
      name,
      workflowKey: key,
      version: version.number,
      ...given({
        skip: workflowSkip(action, {
          lifecycle,
          isPaused: pause !== undefined,
          isScheduled: schedulesOf(version.document).length > 0,
        }),
      }),
    })),
  };
  return context.workflowPlans.add(principal, plan, principal.name);
}

async function fittingWorkflows(
  { catalog }: ApiContext,
  place: Place,
  words: Omit<rest.CreateWorkflowPlan['filter'], 'workflows'>,
): Promise<readonly WorkflowRecord[]> {
  const filter = workflowFilterOf(words, '/filter');
  const found: WorkflowRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await catalog.workflows(place, { limit: PAGE, ...filter, ...given({ cursor }) });
    found.push(...page.items);
    cursor = page.nextCursor;
    if (found.length > MAX_BULK_WORKFLOWS) throw tooMany();
  } while (cursor !== undefined);
  return found;
}

async function namedWorkflows(
  { catalog }: ApiContext,
  place: Place,
  named: readonly string[],
): Promise<readonly WorkflowRecord[]> {
  const found: WorkflowRecord[] = [];
  for (const each of named) {
    const [project = '', name = ''] = each.split('/');
    const workflow = await catalog.workflow(place, project, name);
    if (!workflow) throw await unknownWorkflow(catalog, place, project, name);
    found.push(workflow);
  }
  return found;
}

function tooMany(): InputError {
  const message = said`more than ${MAX_BULK_WORKFLOWS} workflows fit; narrow the filter by project, owner or tag`;
  return wrongInput('/filter', message);
}
