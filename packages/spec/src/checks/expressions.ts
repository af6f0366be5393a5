/** Expressions compile, stand where they are evaluated, and read only what will be there. */
import {
  ExpressionError,
  type Reference,
  isPhase,
  type Phase,
  RUN_FIELDS,
  type TaskDocument,
  type TaskType,
  type WorkflowDocument,
  didYouMean,
  isTemplate,
  references,
  templateReferences,
} from '@carillon/core';
import type { Problem } from '../finding.ts';
import { ANY_TASK, type ExpressionSite, expressionSites } from './expression-sites.ts';
import { type TaskGraph, notUpstream } from './task-graph.ts';

const TASK_FIELDS = ['state', 'reason', 'outputs', 'attempts', 'exitCode'];
const PLACE_FIELDS = ['name', 'labels'];
const ATTEMPT_FIELDS = ['number', 'exitCode', 'reason'];

/** Outputs that a type gives by itself. */
export const TYPE_OUTPUTS: Readonly<Partial<Record<TaskType, readonly string[]>>> = {
  http: ['status', 'body', 'size'],
  sql: ['rowCount', 'row', 'rows'],
  quality: ['passed', 'failed', 'values'],
  switch: ['case', 'then'],
};

interface UpstreamRead {
  readonly task: number;
  readonly upstream: number;
  readonly site: ExpressionSite;
  readonly reference: Reference;
}

export function* expressionProblems(document: WorkflowDocument, graph: TaskGraph): Generator<Problem> {
  const reads: UpstreamRead[] = [];
  for (const site of expressionSites(document)) {
    const found = referencesAt(site);
    if ('problem' in found) yield found.problem;
    else {
      for (const reference of found.references) {
        const problem = referenceProblem({ document, graph, site, reference, reads });
        if (problem) yield problem;
      }
    }
  }
  for (const { site, reference } of notUpstream(graph, reads)) {
    const [upstream] = reference.path;
    const reader = graph.tasks[graph.numberOf.get(site.task as string) ?? -1]?.task;
    const hint = `Add ${upstream} to the needs of ${site.task}${reader?.rule === 'always' ? '; a task whose rule is always waits for none' : ''}.`;
    yield problemAt(site, reference, `${site.task} reads tasks.${upstream}, which is not upstream of it`, hint);
  }
}

function referencesAt(
  site: ExpressionSite,
): { readonly references: readonly Reference[] } | { readonly problem: Problem } {
  try {
    if (site.kind === 'condition') {
      if (isTemplate(site.text))
        return {
          problem: {
            code: 'VALIDATION_EXPRESSION',
            path: site.path,
            message: 'a condition is an expression already',
            hint: 'Write it without ${{ and }}.',
          },
        };
      return { references: references({ condition: site.text }).all };
    }
    if (!isTemplate(site.text)) return { references: [] };
    if (site.kind === 'template') return { references: templateReferences(site.text) };
    return { problem: site.kind === 'verbatim' ? templateInScript(site) : templateInFixed(site) };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const offset = error.place?.start ?? 0;
    return {
      problem: { code: 'VALIDATION_EXPRESSION', path: site.path, offset, message: error.message, hint: error.hint },
    };
  }
}

function templateInScript(site: ExpressionSite): Problem {
  const query = site.path.at(-1) === 'query';
  const hint = query
    ? 'Give the value in bind and write :name in the statement; for an identifier, write a statement per case.'
    : 'Give the value in env, or read the parameter from CARILLON_PARAM_<NAME>, and use that variable in the script.';
  return {
    code: 'VALIDATION_TEMPLATE_IN_SCRIPT',
    path: site.path,
    message: `\${{ is not evaluated inside ${String(site.path.at(-1))}`,
    hint,
  };
}

function templateInFixed(site: ExpressionSite): Problem {
  const inSchedule = !isPhase(site.path[0]);
  const hint = inSchedule ? 'Give the parameter a default with this expression instead.' : 'Write the name itself.';
  return { code: 'VALIDATION_EXPRESSION', path: site.path, message: 'an expression cannot stand here', hint };
}

interface Check {
  readonly document: WorkflowDocument;
  readonly graph: TaskGraph;
  readonly site: ExpressionSite;
  readonly reference: Reference;
  /** Reads of tasks, to be judged together. */
  readonly reads: UpstreamRead[];
}

function referenceProblem(check: Check): Problem | undefined {
  const { site, reference, document } = check;
  const [field] = reference.path;
  if (site.ofAttempt !== (reference.root === 'attempt' || undefined))
    return problemAt(
      site,
      reference,
      site.ofAttempt ? `${reference.root} cannot be read here` : 'no attempt has ended where this is evaluated',
      site.ofAttempt ? `Read attempt.${ATTEMPT_FIELDS.join(', attempt.')}.` : 'Only retry.on reads attempt.',
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
        ? 'A default reads only parameters declared before it.'
        : (didYouMean(field, known) ?? 'Declare it under params.');
      return problemAt(site, reference, `there is no parameter "${field}" here`, hint);
    }
    case 'run':
      if (field === 'state' && phaseOf(check) === 'tasks')
        return problemAt(
          site,
          reference,
          'run.state is known only when the tasks have ended',
          'Read it in onFailure and finally; here, read tasks.<id>.state of an upstream.',
        );
      return unknownField({ site, reference, known: RUN_FIELDS });
    case 'vars':
      return undefined;
    default:
      return unknownField({ site, reference, known: PLACE_FIELDS });
  }
}

/** Where the expression is evaluated: what follows the main tasks reads all of them, ended or not. */
function phaseOf({ graph, site }: Pick<Check, 'graph' | 'site'>): Phase {
  return graph.tasks[graph.numberOf.get(site.task ?? '') ?? -1]?.phase ?? 'tasks';
}

function taskProblem({ document, graph, site, reference, reads }: Check): Problem | undefined {
  const [id, field, output] = reference.path;
  if (site.ofNeeds) {
    const problem = ruleProblem(graph, site, reference);
    if (problem || id === undefined) return problem;
  }
  if (site.task === undefined)
    return problemAt(
      site,
      reference,
      'no task has ended where this is evaluated',
      'Only task fields and outputs of the workflow read tasks.',
    );
  if (id === undefined)
    return problemAt(
      site,
      reference,
      'tasks must be read by name',
      'Write tasks.<id>, so that only what is needed is fetched.',
    );
  const upstream = graph.numberOf.get(id);
  if (upstream === undefined) return problemAt(site, reference, `there is no task "${id}"`, didYouMean(id, graph.ids));
  const readsMain = graph.tasks[upstream]?.phase === 'tasks' && phaseOf({ graph, site }) !== 'tasks';
  if (site.task !== ANY_TASK && !readsMain)
    reads.push({ task: graph.numberOf.get(site.task) as number, upstream, site, reference });
  if (field === undefined) return undefined;
  if (!TASK_FIELDS.includes(field)) {
    return problemAt(
      site,
      reference,
      `tasks.${id} has no field "${field}"`,
      didYouMean(field, TASK_FIELDS) ?? `Outputs are tasks.${id}.outputs.<name>.`,
    );
  }
  if (field !== 'outputs' || output === undefined) return undefined;
  const known = outputsOf(document, graph.tasks[upstream]?.task);
  if (known === undefined || known.includes(output)) return undefined;
  return problemAt(
    site,
    reference,
    `${id} declares no output "${output}"`,
    didYouMean(output, known) ?? `Add ${output} with its type to the outputs of ${id}.`,
  );
}

/** A rule is judged when the direct upstreams are final, whatever others are doing. */
function ruleProblem(graph: TaskGraph, site: ExpressionSite, reference: Reference): Problem | undefined {
  const { needs = [] } = graph.tasks[graph.numberOf.get(site.task ?? '') ?? -1]?.task ?? {};
  const [id] = reference.path;
  if (id === undefined || needs.includes(id)) return undefined;
  const hint = graph.numberOf.has(id) ? `Add ${id} to the needs of ${site.task}.` : didYouMean(id, needs);
  return problemAt(
    site,
    reference,
    `the rule of ${site.task} reads tasks.${id}, which is no direct upstream of it`,
    hint,
  );
}

/** Undefined where any may be given: by a function that declares none. */
function outputsOf(document: WorkflowDocument, task: TaskDocument | undefined): readonly string[] | undefined {
  const declared = Object.keys(task?.outputs ?? document.defaults?.outputs ?? {});
  if (task?.type === 'function' && declared.length === 0) return undefined;
  // What whoever approves fills in.
  const asked = task?.type === 'approval' ? Object.keys(task.with?.['params'] ?? {}) : [];
  return [...declared, ...asked, ...(TYPE_OUTPUTS[task?.type as TaskType] ?? [])];
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
    `${reference.root} has no field "${field}"`,
    didYouMean(field, known) ?? `Known are ${known.join(', ')}.`,
  );
}

function problemAt(site: ExpressionSite, reference: Reference, message: string, hint: string | undefined): Problem {
  return { code: 'VALIDATION_REFERENCE', path: site.path, offset: reference.start, message, hint };
}
