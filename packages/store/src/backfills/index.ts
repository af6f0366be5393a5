export { createBackfillStore } from './backfill-store.ts';
