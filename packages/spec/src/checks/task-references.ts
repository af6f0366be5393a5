/** `tasks.<id>…` names a task that the reader sees, a field that tasks have, and an output that it gives. */
import { didYouMean, type Reference, tasksInline, type Said, said } from '@carillon/core';
import type { Problem } from '../finding.ts';
import type { ExpressionSite } from './expression-sites.ts';
import type { TaskGraph, TaskGraphs } from './task-graph.ts';
import { groupsAround, type WrittenTask } from './written-tasks.ts';
import { type Check, idOf, phaseOf, problemAt, readerOf } from './reference-check.ts';
import { outputsOf } from './task-outputs.ts';

const TASK_FIELDS = ['state', 'reason', 'outputs', 'attempts', 'exitCode'];

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

export function taskProblem(check: Check): Problem | undefined {
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
      said`no task has ended where this is evaluated`,
      said`Only task fields and outputs of the workflow read tasks.`,
    );
  if (id === undefined)
    return problemAt(
      site,
      reference,
      said`tasks must be read by name`,
      said`Write tasks.<id>, so that only what is needed is fetched.`,
    );
  const found = taskOf(id, check);
  if (!found) return problemAt(site, reference, said`there is no task "${id}"`, didYouMean(id, namesFor(check)));
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
      said`tasks.${id} has no field "${field}"`,
      didYouMean(field, TASK_FIELDS) ?? said`Outputs are tasks.${id}.outputs.<name>.`,
    );
  }
  if (field !== 'outputs' || output === undefined) return undefined;
  const known = outputsOf(document, upstream.task);
  if (known !== undefined && !known.includes(output))
    return problemAt(
      site,
      reference,
      said`${id} declares no output "${output}"`,
      didYouMean(output, known) ?? hintForOutput(upstream, output, known),
    );
  // Of a group that runs once, outputs are those of its tasks.
  const ofMember = tasksInline(upstream.task)?.[output];
  const knownInner = ofMember && outputsOf(document, ofMember);
  if (upstream.task.type !== 'group' || inner === undefined || !knownInner || knownInner.includes(inner))
    return undefined;
  const hint =
    didYouMean(inner, knownInner) ?? said`Add ${inner} with its type to the outputs of ${upstream.id}.${output}.`;
  return problemAt(site, reference, said`${upstream.id}.${output} declares no output "${inner}"`, hint);
}

/** A turn of a `while`, and its condition, read the turn before. */
function readsItself({ site }: Check, { asked, upstream }: Found): boolean {
  if (asked !== upstream || !upstream.task.while) return false;
  return readerOf(site) !== upstream || site.eachTurn === true || site.behindTurn === true;
}

function hintForOutput({ id, task }: WrittenTask, output: string, known: readonly string[]): Said {
  if (task.type === 'group') return said`Outputs of a group are those of its tasks: tasks.${id}.outputs.<task>.<name>.`;
  return task.type === 'map_reduce' && known.length === 0
    ? said`Add ${output} with its type to the outputs of its last task.`
    : said`Add ${output} with its type to the outputs of ${id}.`;
}

/** A rule is judged when the direct upstreams are final, whatever others are doing. */
function ruleProblem(graphs: TaskGraphs, site: ExpressionSite, reference: Reference): Problem | undefined {
  const reader = readerOf(site);
  const { needs = [] } = reader?.task ?? {};
  const [id] = reference.path;
  if (id === undefined || needs.includes(id)) return undefined;
  const isBeside = graphs.in(reader?.within).numberOf.has(id);
  const hint = isBeside ? said`Add ${id} to the needs of ${idOf(site)}.` : didYouMean(id, needs);
  return problemAt(
    site,
    reference,
    said`the rule of ${idOf(site)} reads tasks.${id}, which is no direct upstream of it`,
    hint,
  );
}
