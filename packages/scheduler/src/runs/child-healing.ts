/** What a crash left of tasks with children: ends that nobody counted, commands that did not reach all, next steps. */
import { type EngineStore, type ParentKey, TASK_STATE_CODES } from '@carillon/core';
import type { ChildCommands } from './child-commands.ts';
import type { Children } from './children.ts';

const PAGE = 1_000;

export interface ChildHealing {
  readonly store: Pick<EngineStore, 'parents' | 'uncounted'>;
  readonly commands: ChildCommands;
  readonly children: Pick<Children, 'ended' | 'goOn'>;
  readonly olderThanMs: number;
}

/** How much was left undone. */
export async function healTasksWithChildren({ store, commands, children, olderThanMs }: ChildHealing): Promise<number> {
  let healed = 0;
  let page: Awaited<ReturnType<typeof store.parents>>;
  let after: ParentKey | undefined;
  do {
    page = await store.parents(olderThanMs, PAGE, after);
    for (const parent of page) {
      if (parent.open === 0) children.goOn([parent]);
      else {
        const uncounted = await store.uncounted(parent);
        children.ended(uncounted);
        healed += uncounted.length + (await follow(commands, parent));
      }
    }
    after = page.at(-1);
  } while (page.length === PAGE);
  return healed;
}

function follow(
  commands: ChildCommands,
  { runId, state }: { readonly runId: string; readonly state: number },
): Promise<number> {
  switch (state) {
    case TASK_STATE_CODES.stopping:
      return commands.stop(runId);
    case TASK_STATE_CODES.paused:
      return commands.pause(runId);
    default:
      return commands.resume(runId);
  }
}
