export { rewrapSecrets } from './key-rotation.ts';
export { type MasterKeys, parseMasterKeys } from './master-keys.ts';
export { createSecretReader } from './secret-reader.ts';
export { createSecretStore } from './secret-store.ts';
