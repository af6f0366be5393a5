export { createHealthStore } from './health-store.ts';
