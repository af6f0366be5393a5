/** A `switch` names every task that needs it, and no other: what it does not choose is skipped. */
import { didYouMean, type SwitchFields, switchFields, type Said, said } from '@carillon/core';
import type { DocumentPath, Problem } from '../finding.ts';
import type { TaskGraph } from './task-graph.ts';

export function* switchProblems(graph: TaskGraph): Generator<Problem> {
  for (const [no, { id, name: self, task, path: place }] of graph.tasks.entries()) {
    if (task.type !== 'switch') continue;
    const downstream = graph.tasks.filter((_, other) => graph.upstreams[other]?.includes(no));
    const named = namedIn(switchFields(task.with ?? {}), [...place, 'with']);
    for (const { name, path } of named) {
      const found = downstream.find((one) => one.name === name);
      if (found && found.task.rule !== 'always') continue;
      yield {
        code: 'VALIDATION_UPSTREAM',
        path,
        message: found
          ? said`${id} chooses "${name}", whose rule is always: it waits for nobody`
          : said`${id} chooses "${name}", which does not need it`,
        hint: found ? said`Give ${name} another rule.` : hintFor(name, self, graph, downstream),
      };
    }
    for (const child of downstream) {
      if (named.some(({ name }) => name === child.name)) continue;
      yield {
        code: 'VALIDATION_UPSTREAM',
        path: [...child.path, 'needs', (child.task.needs ?? []).indexOf(self)],
        message: said`${child.id} needs the switch ${id}, which never chooses it`,
        hint: said`Name it in a case or in otherwise of ${id}, or let it need the tasks that ${id} chooses from.`,
      };
    }
  }
}

function namedIn(
  { cases, otherwise = [] }: SwitchFields,
  path: DocumentPath,
): readonly { readonly name: string; readonly path: DocumentPath }[] {
  const branches = cases.map(({ then }, i) => [then, [...path, 'cases', i, 'then']] as const);
  return [...branches, [otherwise, [...path, 'otherwise']] as const].flatMap(([names, at]) =>
    names.map((name, i) => ({ name, path: [...at, i] })),
  );
}

function hintFor(name: string, id: string, graph: TaskGraph, downstream: TaskGraph['tasks']): Said | undefined {
  if (name !== id && graph.numberOf.has(name)) return said`Add ${id} to the needs of ${name}.`;
  return (
    didYouMean(
      name,
      downstream.map((one) => one.name),
    ) ?? said`Name a task that needs ${id}.`
  );
}
