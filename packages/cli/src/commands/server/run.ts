import { InvalidArgumentError } from 'commander';
import type { DefineCommand } from '../../command.ts';
import { list, type LogLevel, logLevelOption, port } from '../../options.ts';
import { loadServer } from '../load-server.ts';

const ROLES = ['api', 'scheduler', 'alerter'] as const;
type Role = (typeof ROLES)[number];

interface Flags {
  readonly roles?: readonly Role[];
  readonly databaseUrl?: string;
  readonly dataDir?: string;
  readonly host?: string;
  readonly httpPort?: number;
  readonly grpcPort?: number;
  readonly metricsPort?: number;
  readonly publicUrl?: string;
  readonly tlsTerminatedBy?: string;
  readonly unsafeDurability?: boolean;
  readonly logLevel?: LogLevel;
}

function roles(value: string, earlier?: readonly string[]): readonly string[] {
  const all = list(value, earlier);
  const unknown = all.find((role) => !(ROLES as readonly string[]).includes(role));
  if (unknown !== undefined)
    throw new InvalidArgumentError(`There is no role '${unknown}'; there are ${ROLES.join(', ')}.`);
  return all;
}

export const examples = `
  CARILLON_DATABASE_URL=postgres://… carillon server run
  carillon server run --roles api --host 0.0.0.0 --tls-terminated-by nginx --public-url https://carillon.example
  carillon server run --roles scheduler,alerter --log-level warn
`;

export const define: DefineCommand = (command, { terminal, exitWith }) => {
  logLevelOption(command)
    .option('--roles <names>', 'api, scheduler, alerter, separated by commas (CARILLON_ROLES, all)', roles)
    .option('--database-url <url>', 'PostgreSQL; CARILLON_DATABASE_URL keeps a password out of the process list')
    .option('--data-dir <path>', 'where to keep what is not in the database (CARILLON_DATA_DIR)')
    .option('--host <address>', 'address to listen on (CARILLON_HOST, 127.0.0.1)')
    .option('--http-port <port>', 'console and API (CARILLON_HTTP_PORT, 4400)', port)
    .option('--grpc-port <port>', 'workers (CARILLON_GRPC_PORT, 4401)', port)
    .option('--metrics-port <port>', 'metrics and health (CARILLON_METRICS_PORT, 4402)', port)
    .option('--public-url <url>', 'address of the console for people, for links (CARILLON_PUBLIC_URL)')
    .option(
      '--unsafe-durability',
      'start although the database may lose acknowledged work (CARILLON_UNSAFE_DURABILITY)',
    )
    .option('--tls-terminated-by <proxy>', 'what speaks TLS in front of it (CARILLON_TLS_TERMINATED_BY)')
    .action(async (flags: Flags) => {
      const { runServer } = await loadServer();
      const server = await runServer(flags);
      const signInUrl = terminal.isErrTty ? await server.signInUrl() : undefined;
      if (signInUrl !== undefined) terminal.err(`console: ${signInUrl}\n`);
      exitWith(await server.done);
    });
};
