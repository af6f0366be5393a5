// Along which the load grows. Each axis takes `sizes`, the unit of the time for one of what it counts, and `measure(size, …)`.
import { backlog } from './backlog.mjs';
import { history } from './history.mjs';
import { depth, items, tasks } from './run-size.mjs';
import { schedules } from './schedules.mjs';
import { servers } from './servers.mjs';
import { workers } from './workers.mjs';

/**
 * An axis is `{what, unit, sizes, measure({sizes, reps, step})}`. `step({at, values, rssMiB})` is called for each size, smallest
 * first: `values` are the times of the repetitions for one unit of work, `rssMiB` the memory of one server with it.
 */
export const AXES = { items, tasks, depth, schedules, backlog, history, workers, servers };
