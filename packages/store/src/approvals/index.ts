export { createApprovalStore } from './approval-store.ts';
