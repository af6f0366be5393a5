export { createSavedViewStore } from './saved-view-store.ts';
