export { createAlertLog } from './alert-log.ts';
export { createAlertStore } from './alert-store.ts';
