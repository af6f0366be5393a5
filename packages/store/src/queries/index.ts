export { createOverviewQueries } from './overview.ts';
export { createRunQueries } from './run-queries.ts';
export { createScheduleQueries } from './schedule-queries.ts';
