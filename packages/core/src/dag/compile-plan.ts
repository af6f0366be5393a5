/** From a document, validated by `spec`, to the plan of its runs. */
import type { DocumentFiles, TaskDocument, WorkflowDocument } from '../definition/document.ts';
import { compensatedBy } from '../definition/compensations.ts';
import { definedOnly } from '../definition/defined-only.ts';
import { type DocumentTask, documentTasks, type Phase } from '../definition/document-tasks.ts';
import { entryOf } from '../definition/group-tasks.ts';
import { durationMs } from '../definition/units.ts';
import { OF_RUN, slaPromises } from '../run/sla.ts';
import { loopOf } from './loops.ts';
import type { PhasePlan, Plan, PlanTask } from './plan.ts';
import { compileTask } from './compile-task.ts';

/** @param document validated by `spec`; @param files contents of what `with.file` names */
export function compilePlan(document: WorkflowDocument, files: DocumentFiles = {}): Plan {
  const listed = documentTasks(document);
  const numberOf = new Map(listed.map(({ id }, no) => [id, no]));
  const written = listed.map(({ task, part }) => (part === 'end' ? task : withDefaults(task, document.defaults)));
  const loops = written.map((task, no) =>
    listed[no]?.part ? undefined : loopOf(document, (listed[no] as DocumentTask).name, task),
  );
  const merged = written.map((task, no) => loops[no]?.waiting ?? task);
  const upstreams = listed.map((one, no) =>
    upstreamIds(one, (merged[no] as TaskDocument).rule).map((id) => numberOf.get(id) as number),
  );
  const children: number[][] = listed.map(() => []);
  for (const [no, list] of upstreams.entries()) for (const upstream of list) children[upstream]?.push(no);
  const tasks = merged.map((task, no) =>
    compileTask({
      task,
      no,
      listed: listed[no] as DocumentTask,
      entry: numberOf.get(entryAround(listed[no] as DocumentTask)),
      loop: loops[no],
      upstreams: upstreams[no] as number[],
      // The end of a group waits for all of it, and no switch of the group chooses it.
      switches:
        listed[no]?.part === 'end'
          ? []
          : (upstreams[no] as number[]).filter((upstream) => merged[upstream]?.type === 'switch'),
      children: children[no] as number[],
      document,
      files,
    }),
  );
  const runTimeoutMs = durationMs(document.timeout);
  const outputs = document.outputs ?? {};
  const hasOutputs = Object.keys(outputs).length > 0;
  const failure = document.failure ?? 'continue';
  return {
    tasks,
    byId: new Map(tasks.map((task) => [task.id, task])),
    ...phasePlan(tasks, 'tasks'),
    later: { onFailure: laterPhase(tasks, 'onFailure'), finally: laterPhase(tasks, 'finally') },
    sla: [...slaPromises(OF_RUN, document.sla), ...merged.flatMap((task, no) => slaPromises(no, task.sla))],
    compensations: tasks.flatMap(({ id, no, phase }) =>
      phase === 'compensate' ? [{ of: numberOf.get(compensatedBy(id)) as number, by: no }] : [],
    ),
    failure,
    solo:
      tasks.length === 1 &&
      !tasks[0]?.allowFailure &&
      runTimeoutMs === undefined &&
      !hasOutputs &&
      failure !== 'pause' &&
      document.concurrency === undefined,
    runTimeoutMs,
    outputs,
  };
}

function phasePlan(all: readonly PlanTask[], phase: Phase): PhasePlan {
  const tasks = all.filter((task) => task.phase === phase);
  return {
    roots: tasks.filter((task) => task.upstreams.length === 0).map((task) => task.no),
    sinks: tasks.filter((task) => task.children.length === 0).length,
  };
}

function laterPhase(tasks: readonly PlanTask[], phase: Phase): PhasePlan | undefined {
  const plan = phasePlan(tasks, phase);
  return plan.sinks > 0 ? plan : undefined;
}

export function withDefaults(task: TaskDocument, defaults: Partial<TaskDocument> | undefined): TaskDocument {
  if (!defaults) return task;
  const merged: TaskDocument = { ...defaults, ...task };
  const nested = <T extends object>(a: T | undefined, b: T | undefined): T | undefined =>
    a && b ? { ...a, ...b } : undefined;
  return {
    ...merged,
    ...definedOnly({
      env: nested(defaults.env, task.env),
      params: nested(defaults.params, task.params),
      retry: nested(defaults.retry, task.retry),
    }),
  };
}

/** Its entry for the end of a group; for others that of the group around it, if there is one. */
const entryAround = ({ part, id, within }: DocumentTask): string => entryOf(part === 'end' ? id : within);

/** What waits for no task of its group begins with the group. */
function upstreamIds(one: DocumentTask, rule: TaskDocument['rule']): readonly string[] {
  const waitsFor = rule === 'always' ? [] : one.needs;
  return waitsFor.length > 0 || one.within === '' ? waitsFor : [entryAround(one)];
}
