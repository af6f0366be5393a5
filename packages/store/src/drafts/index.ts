export { createDraftStore, discardPublished } from './draft-store.ts';
