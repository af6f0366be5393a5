/** What only the server can say of the workers that tasks ask for: one that none could be given would wait for ever. */
import {
  incapability,
  type RunQueries,
  type TenantScope,
  type WorkerNeeds,
  type WorkerOffer,
  said,
  type Said,
} from '@carillon/core';
import type { Finding, LoadedWorkflow } from '@carillon/spec';
import { askingTasks, offersOf } from './capable-workers.ts';

/** Nothing is said where no worker is connected: then nothing of the document is amiss. */
export async function workerFindings(
  queries: Pick<RunQueries, 'workers'>,
  tenant: TenantScope,
  workflows: readonly LoadedWorkflow[],
): Promise<readonly Finding[]> {
  if (workflows.length === 0) return [];
  const offers = offersOf(await queries.workers(tenant));
  if (offers.length === 0) return [];
  return workflows.flatMap(({ document, findingOf }) =>
    [...askingTasks(document)].flatMap(({ in: map, task, needs }) => {
      const lacking = needs && lackingIn(offers, needs);
      if (!lacking) return [];
      const { field, message } = lacking;
      const path = [map, task, ...field];
      const hint = said`It would wait until there is one: carillon worker list shows those there are.`;
      return [findingOf({ code: 'VALIDATION_WORKERS', severity: 'warning', path, message, hint })];
    }),
  );
}

const LACKS = ['other_group', 'lacks_capability', 'lacks_label', 'lacks_resource'] as const;

/** By the worker that comes closest. */
function lackingIn(
  offers: readonly WorkerOffer[],
  needs: WorkerNeeds,
): { readonly field: readonly string[]; readonly message: Said } | undefined {
  const verdicts = offers.map((offer) => incapability(offer, needs));
  if (verdicts.includes(undefined)) return undefined;
  const { group, capability } = needs;
  switch (LACKS.findLast((verdict) => verdicts.includes(verdict))) {
    case 'lacks_resource':
      return {
        field: ['resources'],
        message: said`no connected worker of the group "${group}" has the resources it asks for`,
      };
    case 'lacks_label':
      return {
        field: ['workers'],
        message: said`no connected worker of the group "${group}" has the labels it asks for`,
      };
    case 'lacks_capability':
      return { field: ['type'], message: said`no connected worker of the group "${group}" offers "${capability}"` };
    default:
      return { field: ['workers'], message: said`no connected worker is in the group "${group}"` };
  }
}
