export { createNoteStore } from './note-store.ts';
