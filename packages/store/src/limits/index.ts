export { createLimitStore } from './limit-store.ts';
