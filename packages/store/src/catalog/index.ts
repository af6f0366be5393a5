export { createCatalogStore } from './catalog-store.ts';
