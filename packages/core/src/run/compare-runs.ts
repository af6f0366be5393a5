/** Two runs side by side: what of their inputs, outputs and tasks is not the same. */
import { canonicalJson } from '../definition/canonical-json.ts';

type Values = Readonly<Record<string, unknown>>;

/** As the API tells of a task run; instants are RFC 3339. */
export interface ComparableTask {
  readonly task: string;
  readonly state: string;
  readonly attempt: number;
  readonly startedAt?: string | undefined;
  readonly endedAt?: string | undefined;
  readonly input?: Values | undefined;
  readonly outputs?: Values | undefined;
}

export interface ComparedValue {
  readonly name: string;
  /** One of each run; undefined where it has none. */
  readonly values: readonly [unknown, unknown];
  readonly differs: boolean;
}

export const TASK_DIFFERENCES = ['only', 'state', 'input', 'outputs', 'attempts', 'duration'] as const;
/** `only`: one of the two runs has no such task. */
export type TaskDifference = (typeof TASK_DIFFERENCES)[number];

export interface ComparedTask<Task extends ComparableTask = ComparableTask> {
  readonly task: string;
  readonly sides: readonly [Task | undefined, Task | undefined];
  /** Milliseconds from the start to the end of its last attempt, where both are known. */
  readonly durationsMs: readonly [number | undefined, number | undefined];
  /** In the order of {@link TASK_DIFFERENCES}; empty: they are alike. */
  readonly differences: readonly TaskDifference[];
}

/** Less than this, or less than this part of the longer one, is no difference: no two runs take equally long. */
const NOTABLE_MS = 1_000;
const NOTABLE_SHARE = 0.2;

/** By name, those of the first in their order and then those of the second alone; what differs stands first. */
export function compareValues(a: Values | undefined, b: Values | undefined): readonly ComparedValue[] {
  const names = new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})]);
  const compared = [...names].map((name): ComparedValue => {
    const values = [a?.[name], b?.[name]] as const;
    return { name, values, differs: !areSame(...values) };
  });
  return compared.sort((one, other) => Number(other.differs) - Number(one.differs));
}

/** The gravest difference first, then the order of the first run's tasks; those of the second alone come last of their kind. */
export function compareTasks<Task extends ComparableTask>(
  a: readonly Task[],
  b: readonly Task[],
): readonly ComparedTask<Task>[] {
  const [first, second] = [a, b].map((tasks) => new Map(tasks.map((task) => [task.task, task]))) as [
    Map<string, Task>,
    Map<string, Task>,
  ];
  const compared = [...new Set([...first.keys(), ...second.keys()])].map((task): ComparedTask<Task> => {
    const sides = [first.get(task), second.get(task)] as const;
    const durationsMs = [durationOf(sides[0]), durationOf(sides[1])] as const;
    return { task, sides, durationsMs, differences: differencesOf(sides, durationsMs) };
  });
  return compared.sort((one, other) => gravity(one) - gravity(other));
}

function differencesOf(
  [a, b]: readonly [ComparableTask | undefined, ComparableTask | undefined],
  durations: ComparedTask['durationsMs'],
): readonly TaskDifference[] {
  if (!a || !b) return ['only'];
  const found: Readonly<Record<TaskDifference, boolean>> = {
    only: false,
    state: a.state !== b.state,
    input: !areSame(a.input ?? {}, b.input ?? {}),
    outputs: !areSame(a.outputs ?? {}, b.outputs ?? {}),
    attempts: a.attempt !== b.attempt,
    duration: isNotable(durations),
  };
  return TASK_DIFFERENCES.filter((each) => found[each]);
}

const gravity = ({ differences: [gravest] }: ComparedTask): number =>
  gravest === undefined ? TASK_DIFFERENCES.length : TASK_DIFFERENCES.indexOf(gravest);

function durationOf(task: ComparableTask | undefined): number | undefined {
  if (task?.startedAt === undefined || task.endedAt === undefined) return undefined;
  return Math.max(0, Date.parse(task.endedAt) - Date.parse(task.startedAt));
}

function isNotable([a, b]: ComparedTask['durationsMs']): boolean {
  if (a === undefined || b === undefined) return false;
  return Math.abs(a - b) >= Math.max(NOTABLE_MS, NOTABLE_SHARE * Math.max(a, b));
}

/** Whatever the order of their keys. */
function areSame(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return a === b;
  return canonicalJson({ value: a }) === canonicalJson({ value: b });
}
