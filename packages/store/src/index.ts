/** PostgreSQL behind core's ports: the only package that knows SQL. */
export { type Database, type DatabaseConfig, openDatabase, type Statement } from './database.ts';
export { migrate, type Migrated } from './migrate.ts';
export { type MasterKeys, parseMasterKeys, rewrapSecrets } from './secrets/index.ts';
export { openStore, type Store, type StoreOptions } from './open-store.ts';
export { policyOf, type ResolvedPlan, resolvePlan, type Standing } from './engine/resolve-plan.ts';
