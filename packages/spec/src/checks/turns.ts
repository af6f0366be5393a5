/** `item`, `index` and `round` are there in the turns of a loop, and in nothing that is evaluated before them. */
import { type Reference, said } from '@carillon/core';
import { loopKind } from '@carillon/core';
import type { Problem } from '../finding.ts';
import { ANY_TASK, type ExpressionSite } from './expression-sites.ts';
import { groupsAround, type WrittenTask } from './written-tasks.ts';

export function turnProblem(site: ExpressionSite, reference: Reference): Problem | undefined {
  const reader = site.task === ANY_TASK ? undefined : site.task;
  const name = reference.root;
  if (reader && loopsAround(reader, site).some(({ task }) => gives(task, name))) return undefined;
  const problem = { code: 'VALIDATION_REFERENCE', path: site.path, offset: reference.start } as const;
  if (reader && gives(reader.task, name))
    return {
      ...problem,
      message: said`${name} is not known yet: this is evaluated once, before the first turn`,
      hint: said`Read it in with, env or params of ${reader.id}; to leave out items, filter the list of forEach.items.`,
    };
  return {
    ...problem,
    message: said`there is no ${name} here`,
    hint:
      name === 'round'
        ? said`Tasks with while, and those of such groups, read it.`
        : said`Tasks with forEach, and those of such groups, read it.`,
  };
}

/** Whose turn the expression is evaluated in. */
function loopsAround(reader: WrittenTask, site: ExpressionSite): readonly WrittenTask[] {
  return [...(site.eachTurn || site.behindTurn ? [reader] : []), ...groupsAround(reader)];
}

function gives(task: WrittenTask['task'], name: string): boolean {
  const kind = loopKind(task);
  // The tasks of a `map_reduce` are in no loop but `map`, which has one of its own.
  if (kind === undefined) return false;
  return name === 'round' ? kind === 'while' : kind === 'for_each' || kind === 'sharding' || kind === 'broadcast';
}
