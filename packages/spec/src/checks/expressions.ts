/** Expressions compile, stand where they are evaluated, and read only what will be there. */
import { didYouMean, type Reference, RUN_FIELDS, type WorkflowDocument, said } from '@carillon/core';
import type { Problem } from '../finding.ts';
import { type ExpressionSite, expressionSites } from './expression-sites.ts';
import { type TaskGraph, type TaskGraphs, notUpstream } from './task-graph.ts';
import { turnProblem } from './turns.ts';
import type { WrittenTask } from './written-tasks.ts';
import { referencesAt } from './site-references.ts';
import { type Check, idOf, phaseOf, problemAt, type UpstreamRead } from './reference-check.ts';
import { taskProblem } from './task-references.ts';

const PLACE_FIELDS = ['name', 'labels'];
const ATTEMPT_FIELDS = ['number', 'exitCode', 'reason'];

export function* expressionProblems(document: WorkflowDocument, graphs: TaskGraphs): Generator<Problem> {
  const reads = new Map<TaskGraph, UpstreamRead[]>(graphs.all.map((graph) => [graph, []]));
  for (const site of expressionSites(document)) {
    const found = referencesAt(site);
    if ('problem' in found) yield found.problem;
    else {
      for (const reference of found.references) {
        const problem = referenceProblem({ document, graphs, site, reference, reads });
        if (problem) yield problem;
      }
    }
  }
  for (const [graph, asked] of reads) {
    for (const { site, reference, task } of notUpstream(graph, asked)) {
      const [upstream] = reference.path;
      const reader = graph.tasks[task] as WrittenTask;
      const add = said`Add ${upstream} to the needs of ${reader.id}.`;
      const never = reader.task.rule === 'always';
      const message = said`${idOf(site)} reads tasks.${upstream}, which is not upstream of it`;
      yield problemAt(site, reference, message, never ? said`${add} A task whose rule is always waits for none.` : add);
    }
  }
}

function referenceProblem(check: Check): Problem | undefined {
  const { site, reference, document } = check;
  const [field] = reference.path;
  if (site.ofAttempt !== (reference.root === 'attempt' || undefined))
    return problemAt(
      site,
      reference,
      site.ofAttempt ? said`${reference.root} cannot be read here` : said`no attempt has ended where this is evaluated`,
      site.ofAttempt ? said`Read attempt.${ATTEMPT_FIELDS.join(', attempt.')}.` : said`Only retry.on reads attempt.`,
    );
  switch (reference.root) {
    case 'attempt':
      return unknownField({ site, reference, known: ATTEMPT_FIELDS });
    case 'tasks':
      return taskProblem(check);
    case 'params': {
      const known = site.params?.only ?? [...Object.keys(document.params ?? {}), ...(site.params?.also ?? [])];
      if (field === undefined || known.includes(field)) return undefined;
      const declared = site.params?.only && Object.hasOwn(document.params ?? {}, field);
      const hint = declared
        ? said`A default reads only parameters declared before it.`
        : (didYouMean(field, known) ?? said`Declare it under params.`);
      return problemAt(site, reference, said`there is no parameter "${field}" here`, hint);
    }
    case 'run':
      if (field === 'state' && phaseOf(check) === 'tasks')
        return problemAt(
          site,
          reference,
          said`run.state is known only when the tasks have ended`,
          said`Read it in onFailure and finally; here, read tasks.<id>.state of an upstream.`,
        );
      return unknownField({ site, reference, known: RUN_FIELDS });
    case 'vars':
      return undefined;
    case 'item':
    case 'index':
    case 'round':
      return turnProblem(site, reference);
    default:
      return unknownField({ site, reference, known: PLACE_FIELDS });
  }
}

function unknownField({
  site,
  reference,
  known,
}: {
  site: ExpressionSite;
  reference: Reference;
  known: readonly string[];
}): Problem | undefined {
  const [field] = reference.path;
  if (field === undefined || known.includes(field)) return undefined;
  return problemAt(
    site,
    reference,
    said`${reference.root} has no field "${field}"`,
    didYouMean(field, known) ?? said`Known are ${known.join(', ')}.`,
  );
}
