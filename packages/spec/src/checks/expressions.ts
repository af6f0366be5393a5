/** Expressions compile, stand where they are evaluated, and read only what will be there. */
import {
  asGroup,
  ExpressionError,
  type Reference,
  isPhase,
  type Phase,
  RUN_FIELDS,
  tasksInline,
  waitOutputs,
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
import { type TaskGraph, type TaskGraphs, notUpstream } from './task-graph.ts';
import { turnProblem } from './turns.ts';
import { groupsAround, type WrittenTask } from './written-tasks.ts';

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
      const never = reader.task.rule === 'always' ? '; a task whose rule is always waits for none' : '';
      const message = `${idOf(site)} reads tasks.${upstream}, which is not upstream of it`;
      yield problemAt(site, reference, message, `Add ${upstream} to the needs of ${reader.id}${never}.`);
    }
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
  readonly graphs: TaskGraphs;
  readonly site: ExpressionSite;
  readonly reference: Reference;
  /** Reads of tasks, to be judged together. */
  readonly reads: ReadonlyMap<TaskGraph, UpstreamRead[]>;
}

const readerOf = ({ task }: ExpressionSite): WrittenTask | undefined => (task === ANY_TASK ? undefined : task);
const idOf = (site: ExpressionSite): string => readerOf(site)?.id ?? 'the workflow';

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
    case 'item':
    case 'index':
    case 'round':
      return turnProblem(site, reference);
    default:
      return unknownField({ site, reference, known: PLACE_FIELDS });
  }
}

/** Where the expression is evaluated: what follows the main tasks reads all of them, ended or not. */
const phaseOf = ({ site }: Pick<Check, 'site'>): Phase => readerOf(site)?.phase ?? 'tasks';

interface Found {
  readonly graph: TaskGraph;
  readonly upstream: WrittenTask;
  /** Which of the graph's tasks the reader is, or stands in; undefined: it reads any. */
  readonly asked: WrittenTask | undefined;
}

/** Names mean tasks beside the reader first, then those beside the groups around it. */
function taskOf(name: string, { graphs, site }: Pick<Check, 'graphs' | 'site'>): Found | undefined {
  const reader = readerOf(site);
  for (const asked of reader ? [reader, ...groupsAround(reader)] : [undefined]) {
    const graph = graphs.in(asked?.within);
    const upstream = graph.tasks[graph.numberOf.get(name) ?? -1];
    if (upstream) return { graph, upstream, asked };
  }
  return undefined;
}

/** All names that a reader could mean. */
function namesFor({ graphs, site }: Pick<Check, 'graphs' | 'site'>): readonly string[] {
  const reader = readerOf(site);
  return (reader ? [reader, ...groupsAround(reader)] : [undefined]).flatMap((one) => graphs.in(one?.within).names);
}

function taskProblem(check: Check): Problem | undefined {
  const { document, graphs, site, reference, reads } = check;
  const [id, field, output, inner] = reference.path;
  if (site.ofNeeds) {
    const problem = ruleProblem(graphs, site, reference);
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
  const found = taskOf(id, check);
  if (!found) return problemAt(site, reference, `there is no task "${id}"`, didYouMean(id, namesFor(check)));
  const { graph, upstream, asked } = found;
  const readsMain = upstream.phase === 'tasks' && phaseOf(check) !== 'tasks';
  if (asked && !readsMain && !readsItself(check, found)) {
    const [task, no] = [graph.numberOf.get(asked.name) as number, graph.numberOf.get(id) as number];
    reads.get(graph)?.push({ task, upstream: no, site, reference });
  }
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
  const known = outputsOf(document, upstream.task);
  if (known !== undefined && !known.includes(output))
    return problemAt(
      site,
      reference,
      `${id} declares no output "${output}"`,
      didYouMean(output, known) ?? hintForOutput(upstream, output, known),
    );
  // Of a group that runs once, outputs are those of its tasks.
  const ofMember = tasksInline(upstream.task)?.[output];
  const knownInner = ofMember && outputsOf(document, ofMember);
  if (upstream.task.type !== 'group' || inner === undefined || !knownInner || knownInner.includes(inner))
    return undefined;
  const hint =
    didYouMean(inner, knownInner) ?? `Add ${inner} with its type to the outputs of ${upstream.id}.${output}.`;
  return problemAt(site, reference, `${upstream.id}.${output} declares no output "${inner}"`, hint);
}

/** A turn of a `while`, and its condition, read the turn before. */
function readsItself({ site }: Check, { asked, upstream }: Found): boolean {
  if (asked !== upstream || !upstream.task.while) return false;
  return readerOf(site) !== upstream || site.eachTurn === true || site.behindTurn === true;
}

function hintForOutput({ id, task }: WrittenTask, output: string, known: readonly string[]): string {
  if (task.type === 'group') return `Outputs of a group are those of its tasks: tasks.${id}.outputs.<task>.<name>.`;
  return task.type === 'map_reduce' && known.length === 0
    ? `Add ${output} with its type to the outputs of its last task.`
    : `Add ${output} with its type to the outputs of ${id}.`;
}

/** A rule is judged when the direct upstreams are final, whatever others are doing. */
function ruleProblem(graphs: TaskGraphs, site: ExpressionSite, reference: Reference): Problem | undefined {
  const reader = readerOf(site);
  const { needs = [] } = reader?.task ?? {};
  const [id] = reference.path;
  if (id === undefined || needs.includes(id)) return undefined;
  const isBeside = graphs.in(reader?.within).numberOf.has(id);
  const hint = isBeside ? `Add ${id} to the needs of ${idOf(site)}.` : didYouMean(id, needs);
  return problemAt(
    site,
    reference,
    `the rule of ${idOf(site)} reads tasks.${id}, which is no direct upstream of it`,
    hint,
  );
}

/** Undefined where any may be given: by a function that declares none, or by tasks that are not known yet. */
function outputsOf(document: WorkflowDocument, task: TaskDocument): readonly string[] | undefined {
  const inner = asGroup(task)?.tasks;
  if (typeof inner === 'string') return undefined;
  if (inner && task.type === 'group') return Object.keys(inner);
  const last = inner?.['reduce'] ?? inner?.['map'];
  if (last) return outputsOf(document, last);
  const declared = Object.keys(task.outputs ?? document.defaults?.outputs ?? {});
  if (task.type === 'function' && declared.length === 0) return undefined;
  // Those of the workflow that it runs, as that is then.
  if (task.type === 'workflow') return undefined;
  if (task?.type === 'wait') return waitOutputs(task.with ?? {});
  // What whoever approves fills in.
  const asked = task.type === 'approval' ? Object.keys(task.with?.['params'] ?? {}) : [];
  return [...declared, ...asked, ...(TYPE_OUTPUTS[task.type as TaskType] ?? [])];
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
