/** What a task asks of a queue and of a worker: what its lane is made of. */
import type { TaskDocument, WorkflowDocument } from '../definition/document.ts';
import { DEFAULT_QUEUE } from '../definition/queue-document.ts';
import { hasExpressions } from '../params/expressions.ts';
import { NO_RESOURCES, parseResources } from './resources.ts';
import { selectorOf, type WorkersDocument } from './selector.ts';
import type { WorkerNeeds } from './verdict.ts';

/** Ready rows are queued per requirement and project. */
export interface Requirement extends WorkerNeeds {
  readonly queue: string;
}

const DEFAULT_GROUP = 'default';

interface Asking {
  readonly id: string;
  readonly task: TaskDocument;
  readonly document: Pick<WorkflowDocument, 'name' | 'queue'>;
  /** A task type, or `function:<handler>`. */
  readonly capability: string;
}

/** As far as it is known before the expressions in it are. */
export function requirementOf({ id, task, document, capability }: Asking): Requirement {
  const { workers = {} } = task;
  return {
    queue: task.queue ?? document.queue ?? DEFAULT_QUEUE,
    group: workers.group ?? DEFAULT_GROUP,
    capability,
    selector: selectorOf(withoutExpressions(workers), keyOf(withoutExpressions(workers), `${document.name}/${id}`)),
    resources: task.resources === undefined ? NO_RESOURCES : parseResources(task.resources),
  };
}

/** The fields of `workers` whose expressions decide where a task run goes; undefined when there are none. */
export const dynamicWorkers = (workers: WorkersDocument | undefined): WorkersDocument | undefined =>
  workers && hasExpressions(workers as never) ? workers : undefined;

/** With the expressions in `workers` evaluated. @param owner what tasks without a key of their own are hashed by */
export const resolvedRequirement = (
  requirement: Requirement,
  workers: WorkersDocument,
  owner: string,
): Requirement => ({
  ...requirement,
  selector: selectorOf(workers, keyOf(workers, owner)),
});

const keyOf = ({ sticky, strategy }: WorkersDocument, owner: string): string | undefined =>
  sticky ?? (strategy === 'consistent_hash' ? owner : undefined);

function withoutExpressions(workers: WorkersDocument): WorkersDocument {
  if (!dynamicWorkers(workers)) return workers;
  const { sticky, labels = {}, ...rest } = workers;
  const known = Object.entries(labels).filter(([, match]) => !hasExpressions(match as never));
  return {
    ...rest,
    labels: Object.fromEntries(known),
    ...(sticky === undefined || hasExpressions(sticky) ? {} : { sticky }),
  };
}
