import { createClient } from '@carillon/sdk';
import type { DefineCommand } from '../command.ts';
import { reportFailure } from '../report-failure.ts';
import { followRun } from '../follow/follow-run.ts';
import { summaryLines } from '../follow/summary.ts';
import { collect, port } from '../options.ts';
import { colorsFor } from '../output/paint.ts';
import { PROGRAM_VERSION } from '../program-version.ts';
import type { Terminal } from '../terminal.ts';
import { loadServer, type RunningDev } from './load-server.ts';

interface Flags {
  readonly dataDir?: string;
  readonly host?: string;
  readonly httpPort?: number;
  readonly grpcPort?: number;
  readonly metricsPort?: number;
  readonly examples: boolean;
  readonly file?: readonly string[];
}

export const examples = `
  carillon dev                                    everything here, with the examples
  carillon dev -f workflows/ --no-examples        your own documents, published whenever one is saved
  carillon dev --data-dir /srv/carillon --http-port 8080
`;

export const define: DefineCommand = (command, { terminal, exitWith }) => {
  command
    .option('--data-dir <path>', 'where to keep the database and everything else (CARILLON_DATA_DIR)')
    .option('--host <address>', 'address to listen on (CARILLON_HOST, 127.0.0.1)')
    .option('--http-port <port>', 'console and API (CARILLON_HTTP_PORT, 4400)', port)
    .option('--grpc-port <port>', 'workers (CARILLON_GRPC_PORT, 4401)', port)
    .option('--metrics-port <port>', 'metrics and health (CARILLON_METRICS_PORT, 4402)', port)
    .option(
      '-f, --file <path>',
      'publish the documents there, and again whenever one is saved; may be repeated',
      collect,
    )
    .option('--no-examples', 'do not publish and run the examples on the first start')
    .action(async ({ file: folders = [], ...flags }: Flags) => {
      const { runDev } = await loadServer();
      let say = (line: string): void => terminal.err(`${line}\n`);
      terminal.err('starting…\n');
      const dev = await runDev({ ...flags, say: (line) => say(line) });
      terminal.out(banner(dev, flags.examples, terminal));
      if (dev.firstRun !== undefined) await showFirstRun(dev, dev.firstRun, terminal, (through) => (say = through));
      if (folders.length > 0) await publishWhileRunning(dev, folders, terminal);
      exitWith(await dev.done);
    });
};

function banner({ url, signInUrl, grpc }: RunningDev, hasExamples: boolean, terminal: Terminal): string {
  const colors = colorsFor(terminal, terminal.isOutTty);
  return `
${colors.bold(`Carillon ${PROGRAM_VERSION}`)} is running; Ctrl-C stops everything

  console   ${colors.cyan(signInUrl)}
            ${colors.dim('signs one browser in, once; for another link: npx carillon open')}
  API       ${url}/api/v1/docs
  workers   ${grpc}

  try       npx carillon ${hasExamples ? 'run start daily-report --follow' : 'init hello'}

`;
}

async function publishWhileRunning(dev: RunningDev, folders: readonly string[], terminal: Terminal): Promise<void> {
  const { watchDocuments } = await import('../documents/watch-documents.ts');
  const ended = new AbortController();
  void dev.done.then(() => ended.abort());
  const client = createClient({ server: dev.url, token: dev.token });
  await watchDocuments(folders, { client, terminal, signal: ended.signal });
}

/** Until its end or until the server is asked to stop. A failure to show it is told and ends nothing. */
async function showFirstRun(
  dev: RunningDev,
  runId: string,
  terminal: Terminal,
  onSay: (say: (line: string) => void) => void,
): Promise<void> {
  const leave = new AbortController();
  const forget = terminal.onInterrupt(() => leave.abort());
  void dev.done.then(() => leave.abort());
  const client = createClient({ server: dev.url, token: dev.token });
  try {
    const ended = await followRun({ client, runId, terminal, signal: leave.signal, onNotices: onSay });
    if (ended === undefined) return;
    const lines = summaryLines(ended, await client.runs.artifacts(runId), colorsFor(terminal, terminal.isOutTty));
    terminal.out(`${lines.join('\n')}\n`);
  } catch (error) {
    if (!leave.signal.aborted) reportFailure(error, terminal);
  } finally {
    forget();
    onSay((line) => terminal.err(`${line}\n`));
  }
}
