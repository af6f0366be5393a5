export { createBulkEngine } from './bulk-engine.ts';
export { createBulkStore } from './bulk-store.ts';
export { createWorkflowPlanStore } from './workflow-plan-store.ts';
