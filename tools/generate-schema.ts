// Writes the snapshot of the store's schema: migrations applied to a private, empty database.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createLogger } from '../packages/runtime/src/index.ts';
import { startPostgres } from '../packages/server/src/postgres/index.ts';
import { migrate, openDatabase } from '../packages/store/src/index.ts';
import { schemaSnapshot } from '../packages/store/src/schema-snapshot.testing.ts';

const log = createLogger({ name: 'generate', level: 'warn', pretty: true });
const dataDirectory = mkdtempSync(path.join(os.tmpdir(), 'carillon-schema-'));
chmodSync(dataDirectory, 0o711); // As root, PostgreSQL runs as somebody else, who must get in.
const postgres = await startPostgres({ dataDirectory, log });
try {
  const url = postgres.url('postgres');
  await migrate(url, log);
  const database = openDatabase({ url, applicationName: 'generate', apiConnections: 1, leaseConnections: 1 }, log);
  writeFileSync(new URL('../packages/store/schema.sql', import.meta.url), await schemaSnapshot(database.api));
  await database.close();
} finally {
  await postgres.stop();
  rmSync(dataDirectory, { recursive: true, force: true });
}
