export { createRunQueries } from './run-queries.ts';
