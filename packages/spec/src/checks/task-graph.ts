/** The graph of `needs`: missing tasks, cycles, and who is upstream of whom. Everything takes linear time. */
import { didYouMean, type Said, said } from '@carillon/core';
import type { Problem } from '../finding.ts';
import type { WrittenTask } from './written-tasks.ts';

/** Of the tasks beside each other: those of one group, or of `tasks`, `onFailure` and `finally` together. */
export interface TaskGraph {
  readonly tasks: readonly WrittenTask[];
  readonly names: readonly string[];
  readonly numberOf: ReadonlyMap<string, number>;
  /** Direct upstreams by number; unknown names are left out. */
  readonly upstreams: readonly (readonly number[])[];
  /** Upstreams before downstreams; tasks in or behind a cycle are missing. */
  readonly order: readonly number[];
}

const MAX_CYCLES = 10;

export interface TaskGraphs {
  readonly all: readonly TaskGraph[];
  /** Around a task; undefined: those that stand in no group. */
  in(group: WrittenTask | undefined): TaskGraph;
  readonly byId: ReadonlyMap<string, WrittenTask>;
}

export function taskGraphs(tasks: readonly WrittenTask[]): TaskGraphs {
  const beside = new Map<WrittenTask | undefined, WrittenTask[]>([[undefined, []]]);
  for (const task of tasks) {
    const list = beside.get(task.within);
    if (list) list.push(task);
    else beside.set(task.within, [task]);
  }
  const graphs = new Map([...beside].map(([group, some]) => [group, taskGraph(some)]));
  return {
    all: [...graphs.values()],
    in: (group) => graphs.get(group) ?? taskGraph([]),
    byId: new Map(tasks.map((task) => [task.id, task])),
  };
}

function taskGraph(tasks: readonly WrittenTask[]): TaskGraph {
  const names = tasks.map(({ name }) => name);
  // Of two with one name the first: the other is refused.
  const numberOf = new Map(names.map((name, no) => [name, no] as const).reverse());
  const upstreams = tasks.map(({ task, phase }) =>
    (task.needs ?? []).flatMap((need) => {
      const no = numberOf.get(need);
      return no === undefined || tasks[no]?.phase !== phase ? [] : [no];
    }),
  );
  return { tasks, names, numberOf, upstreams, order: orderOf(upstreams) };
}

/** Kahn's algorithm. */
function orderOf(upstreams: readonly (readonly number[])[]): number[] {
  const children: number[][] = upstreams.map(() => []);
  const open = upstreams.map((list, no) => {
    for (const upstream of list) children[upstream]?.push(no);
    return list.length;
  });
  const order = open.flatMap((count, no) => (count === 0 ? [no] : []));
  for (let next = 0; next < order.length; next++) {
    for (const child of children[order[next] as number] ?? []) {
      open[child] = (open[child] as number) - 1;
      if (open[child] === 0) order.push(child);
    }
  }
  return order;
}

export function* graphProblems(graph: TaskGraph): Generator<Problem> {
  yield* sameNames(graph);
  for (const { id, task, phase, path, within } of graph.tasks) {
    if (typeof task.rule === 'object' && (task.needs ?? []).length === 0)
      yield {
        code: 'VALIDATION_UPSTREAM',
        path: [...path, 'rule'],
        message: said`${id} has a rule and no upstreams to be judged by`,
        hint: said`Name the upstreams in needs; a condition of a task without any belongs in when.`,
      };
    for (const [i, need] of (task.needs ?? []).entries()) {
      const found = graph.tasks[graph.numberOf.get(need) ?? -1];
      if (found?.phase === phase) continue;
      const peers = graph.tasks.flatMap((peer) => (peer.phase === phase ? [peer.name] : []));
      yield {
        code: 'VALIDATION_UPSTREAM',
        path: [...path, 'needs', i],
        message: missing(id, need, within?.id ?? (phase === 'tasks' ? undefined : phase)),
        hint: found
          ? said`Remove it: a task waits only for others of its own map; those of tasks have ended before onFailure and finally.`
          : (didYouMean(need, peers) ??
            (within
              ? said`Name a task of ${within.id}; what all of it waits for belongs in the needs of ${within.id}.`
              : said`Name a task of this workflow.`)),
      };
    }
  }
  for (const cycle of cyclesOf(graph)) {
    const names = cycle.map((no) => (graph.tasks[no] as WrittenTask).id);
    yield {
      code: 'VALIDATION_CYCLE',
      path: [...(graph.tasks[cycle[0] as number]?.path ?? []), 'needs'],
      message: said`tasks wait for each other: ${nameCycle(names)}`,
      hint: said`Remove one of these from the needs of the one before it.`,
    };
  }
}

const missing = (id: string, need: string, place: string | undefined): Said =>
  place === undefined
    ? said`${id} needs "${need}", which is no task`
    : said`${id} needs "${need}", which is no task of ${place}`;

/** Expressions, events and pages name a task without its map. */
function* sameNames({ tasks }: TaskGraph): Generator<Problem> {
  const seen = new Map<string, WrittenTask>();
  for (const one of tasks) {
    const before = seen.get(one.id);
    if (before)
      yield {
        code: 'VALIDATION_NAME',
        path: one.path,
        atKey: true,
        message: said`there is a task "${one.id}" in ${before.phase} already`,
        hint: said`Give it a name of its own.`,
      };
    else seen.set(one.id, one);
  }
}

function nameCycle(names: readonly string[]): string {
  const shown = names.length <= 12 ? names : [...names.slice(0, 6), `… (+${names.length - 11})`, ...names.slice(-5)];
  return [...shown, names[0]].join(' → ');
}

/** Every task that has no place in the order has an upstream without one, so following those ends in a cycle. */
function* cyclesOf({ upstreams, order }: TaskGraph): Generator<readonly number[]> {
  const ordered = new Uint8Array(upstreams.length);
  for (const no of order) ordered[no] = 1;
  const walkOf = new Int32Array(upstreams.length).fill(-1);
  let found = 0;
  for (let start = 0; start < upstreams.length && found < MAX_CYCLES; start++) {
    const walk: number[] = [];
    let at = start;
    while (!ordered[at] && walkOf[at] === -1) {
      walkOf[at] = start;
      walk.push(at);
      at = upstreams[at]?.find((upstream) => !ordered[upstream]) ?? at;
    }
    if (ordered[at] || walkOf[at] !== start || walk.length === 0) continue;
    found += 1;
    yield walk.slice(walk.indexOf(at));
  }
}

export interface UpstreamQuestion {
  readonly task: number;
  readonly upstream: number;
}

/** Those that ask for a task which is not upstream, near or far. 32 far ones are answered by one pass over the graph. */
export function notUpstream<Q extends UpstreamQuestion>(graph: TaskGraph, questions: readonly Q[]): readonly Q[] {
  const far = questions.filter(({ task, upstream }) => !graph.upstreams[task]?.includes(upstream));
  const targets = [...new Set(far.map(({ upstream }) => upstream))];
  const refused = new Set<Q>();
  const byTarget = new Map<number, Q[]>(targets.map((target) => [target, []]));
  for (const question of far) byTarget.get(question.upstream)?.push(question);
  for (let i = 0; i < targets.length; i += 32) {
    const bitOf = new Map(targets.slice(i, i + 32).map((target, bit) => [target, 1 << bit]));
    const above = upstreamBits(graph, bitOf);
    for (const [target, bit] of bitOf) {
      for (const question of byTarget.get(target) ?? [])
        if (((above[question.task] as number) & bit) === 0) refused.add(question);
    }
  }
  return questions.filter((question) => refused.has(question));
}

function upstreamBits({ upstreams, order }: TaskGraph, bitOf: ReadonlyMap<number, number>): Int32Array {
  const above = new Int32Array(upstreams.length);
  for (const no of order) {
    let bits = 0;
    for (const upstream of upstreams[no] ?? []) bits |= (above[upstream] as number) | (bitOf.get(upstream) ?? 0);
    above[no] = bits;
  }
  return above;
}
