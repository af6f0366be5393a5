import type { DefineCommand } from '../command.ts';
import { loadServer } from './load-server.ts';

interface Flags {
  readonly databaseUrl?: string;
  readonly dataDir?: string;
}

export const examples = `
  CARILLON_DATABASE_URL=postgres://… carillon migrate
  carillon migrate --data-dir /srv/carillon
`;

export const define: DefineCommand = (command, { terminal }) => {
  command
    .option('--database-url <url>', 'PostgreSQL; CARILLON_DATABASE_URL keeps a password out of the process list')
    .option('--data-dir <path>', 'of a server with a database of its own (CARILLON_DATA_DIR)')
    .action(async (flags: Flags) => {
      const { runMigrate } = await loadServer();
      const migrated = await runMigrate(flags);
      terminal.out(`${JSON.stringify(migrated)}\n`);
    });
};
