/** What happens on the platform, on one screen that is drawn again and again. */
import { isFinalRunState, RUN_STATES } from '@carillon/core/states';
import type { Client } from '@carillon/sdk';
import { Option } from 'commander';
import type { DefineCommand } from '../command.ts';
import { DEFAULT_ENVIRONMENT, type ServerFlags } from '../connection/discover-server.ts';
import { connectionOptions, durationMs, projectOption } from '../options.ts';
import { colorsFor } from '../output/paint.ts';
import { languageOf } from '../text/language.ts';
import { type Picture, renderTop } from '../top/top-frame.ts';
import { topWords } from '../top/top-words.ts';
import { projectNamed } from '../workflow-name.ts';

const OPEN = RUN_STATES.filter((state) => !isFinalRunState(state));
const MOST_RUNS = 100;
const WHOLE_SCREEN = {
  enter: '\x1b[?1049h\x1b[?25l',
  home: '\x1b[H',
  rest: '\x1b[0J',
  line: '\x1b[K',
  leave: '\x1b[?25h\x1b[?1049l',
};

interface Flags extends ServerFlags {
  readonly project?: string;
  readonly every: number;
  readonly once?: boolean;
}

export const examples = `
  carillon top
  carillon top --every 10s
  carillon top --once --environment prod
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .addOption(new Option('--every <duration>', 'how often to look').argParser(durationMs).default(2_000, '2s'))
    .option('--once', 'look once and print it, as without a terminal');
  connectionOptions(projectOption(command)).action(async (flags: Flags) => {
    const { client, address } = await connect(flags);
    const project = projectNamed(flags.project, terminal);
    const look = () => takePicture(client, address.environment ?? DEFAULT_ENVIRONMENT, project);
    const shown = { colors: colorsFor(terminal, terminal.isOutTty), words: topWords(languageOf(terminal.env)) };
    const draw = (picture: Picture) => {
      const size = { columns: terminal.columns() - 1, rows: terminal.rows() - 1 };
      return renderTop(picture, { ...size, ...shown }, terminal.now());
    };
    if (flags.once || !terminal.isOutTty) return terminal.out(`${draw(await look()).join('\n')}\n`);

    const leave = new AbortController();
    const forget = terminal.onInterrupt(() => leave.abort());
    terminal.out(WHOLE_SCREEN.enter);
    try {
      while (!leave.signal.aborted) {
        const lines = draw(await look());
        terminal.out(
          WHOLE_SCREEN.home + lines.map((line) => `${line}${WHOLE_SCREEN.line}\n`).join('') + WHOLE_SCREEN.rest,
        );
        await pause(flags.every, leave.signal);
      }
    } finally {
      forget();
      // Before a failure is told: words on the other screen would be gone with it.
      terminal.out(WHOLE_SCREEN.leave);
    }
  });
};

async function takePicture(client: Client, environment: string, project: string | undefined): Promise<Picture> {
  const [overview, { items: workers }, { items: queues }, { items: runs }] = await Promise.all([
    client.overview({ project }),
    client.workers.list(),
    client.queues.list(),
    client.runs.list({ state: OPEN, project, limit: MOST_RUNS }),
  ]);
  return { server: client.server, environment, overview, workers, queues, runs };
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
