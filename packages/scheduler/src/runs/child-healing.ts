/** What a crash left of tasks with children: ends that nobody counted, commands that did not reach all, next steps. */
import type { EngineStore, ParentKey } from '@carillon/core';
import type { ChildCommands } from './child-commands.ts';
import type { Children } from './children.ts';

const PAGE = 1_000;

export interface ChildHealing {
  readonly store: Pick<EngineStore, 'parents' | 'uncounted' | 'unreached'>;
  readonly commands: ChildCommands;
  readonly children: Pick<Children, 'ended' | 'goOn'>;
  readonly olderThanMs: number;
}

/** How much was left undone. A page of tasks costs three statements. */
export async function healTasksWithChildren({ store, commands, children, olderThanMs }: ChildHealing): Promise<number> {
  let healed = 0;
  let page: Awaited<ReturnType<typeof store.parents>>;
  let after: ParentKey | undefined;
  do {
    page = await store.parents(olderThanMs, PAGE, after);
    // Those that are behind may have places left, or wait for one: a look costs a row.
    children.goOn(page.filter(({ open, isBehind }) => open === 0 || isBehind));
    const waiting = page.filter(({ open }) => open > 0);
    if (waiting.length > 0) {
      const uncounted = await store.uncounted(waiting);
      children.ended(uncounted);
      healed += uncounted.length;
      for (const { runId, reach } of await store.unreached(waiting)) healed += await commands[reach](runId);
    }
    after = page.at(-1);
  } while (page.length === PAGE);
  return healed;
}
