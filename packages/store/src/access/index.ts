export { createAccessStore } from './access-store.ts';
