export { createCalendarStore } from './calendars.ts';
export { createCatalogStore } from './catalog-store.ts';
export { createVariableStore } from './variable-store.ts';
