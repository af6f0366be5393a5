/** How an environment stands, once: what failed and why, what waits for what, which promises are at risk. */
import type { Overview, WaitGroup } from '@carillon/sdk';
import type { DefineCommand } from '../command.ts';
import type { ServerFlags } from '../connection/discover-server.ts';
import { connectionOptions, outputOptions, positiveInteger, projectOption } from '../options.ts';
import { printJson } from '../output/json.ts';
import { paintState, colorsFor, iconOf } from '../output/paint.ts';
import { durationText } from '../output/time-text.ts';
import { type OutputFlags, printList, type View } from '../output/view.ts';
import { projectNamed } from '../workflow-name.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly hours: number;
  readonly minutes: number;
}

type Failure = Overview['failures'][number];
type AtRisk = Overview['promises'][number];

const failureView: View<Failure> = {
  id: ({ newestRunId }) => newestRunId,
  name: ({ project, workflow }) => `${project}/${workflow}`,
  columns: [
    { name: 'failed', value: ({ runs, isPartial }) => `${runs}${isPartial ? '+' : ''}×` },
    { name: 'workflow', value: ({ project, workflow }) => `${project}/${workflow}` },
    { name: 'task', value: ({ task }) => task },
    { name: 'last', kind: 'time', value: ({ last }) => last },
    { name: 'why', value: ({ reason }) => reason.message },
    { name: 'not-run', value: ({ cascade }) => cascade || undefined },
    { name: 'newest-run', value: ({ newestRunId }) => newestRunId },
    { name: 'since', isWide: true, kind: 'time', value: ({ since }) => since },
    { name: 'fingerprint', isWide: true, value: ({ fingerprint }) => fingerprint },
  ],
};

const waitingView: View<WaitGroup> = {
  id: ({ runId }) => runId,
  name: ({ code }) => code,
  columns: [
    { name: 'waiting', value: ({ tasks, runs }) => `${tasks} in ${runs}` },
    { name: 'code', value: ({ code }) => code },
    { name: 'since', kind: 'time', value: ({ since }) => since },
    { name: 'why', value: ({ answer }) => answer.sentence },
    { name: 'try', value: ({ answer }) => answer.fix?.command },
    { name: 'run', value: ({ runId }) => runId },
  ],
};

const promiseView: View<AtRisk> = {
  id: ({ runId }) => runId,
  name: ({ project, workflow }) => `${project}/${workflow}`,
  columns: [
    {
      name: 'promise',
      kind: 'state',
      value: ({ missedAt }) => (missedAt === undefined ? 'at_risk' : 'missed'),
    },
    { name: 'workflow', value: ({ project, workflow }) => `${project}/${workflow}` },
    { name: 'task', value: ({ task }) => task },
    { name: 'of', value: ({ kind }) => kind },
    { name: 'due', kind: 'time', value: ({ term }) => term },
    { name: 'predicted', kind: 'time', value: ({ predictedAt }) => predictedAt },
    { name: 'run', value: ({ runId }) => runId },
  ],
};

export const examples = `
  carillon overview
  carillon overview --hours 48 --minutes 5
  carillon overview -o json --environment prod
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .option('--hours <n>', 'how far to look back, 168 at most', positiveInteger, 12)
    .option('--minutes <n>', 'shorter waits are left out', positiveInteger, 30);
  outputOptions(connectionOptions(projectOption(command)), ['table', 'wide', 'json']).action(async (flags: Flags) => {
    const { client } = await connect(flags);
    const place = { project: projectNamed(flags.project, terminal) };
    const [overview, { items: waiting }] = await Promise.all([
      client.overview({ ...place, hours: flags.hours }),
      client.waiting({ ...place, minutes: flags.minutes }),
    ]);
    if (flags.output === 'json') return printJson({ ...overview, waiting }, flags, terminal);
    const failures = overview.failures.map(({ newestRunId }) => `${newestRunId}\n`);
    if (flags.quiet) return terminal.out(failures.join(''));
    terminal.out(headText(overview));
    await printPart(overview.failures, failureView);
    await printPart(waiting, waitingView);
    await printPart(overview.promises, promiseView);

    async function printPart<T>(rows: readonly T[], view: View<T>): Promise<void> {
      if (rows.length === 0) return;
      terminal.out('\n');
      await printList(rows, view, flags, terminal);
    }
  });

  function headText({ open, ended, workers, lag }: Overview): string {
    const colors = colorsFor(terminal, terminal.isOutTty);
    const counted = ({ counts, isPartial }: Overview['open']): string => {
      const some = Object.entries(counts)
        .filter(([, count]) => count > 0)
        .map(([state, count]) => paintState(colors, state, `${iconOf(state)} ${count} ${state}`));
      return `${some.join('  ') || 'none'}${isPartial ? '  of the newest' : ''}`;
    };
    const lateMs = Math.max(lag.schedulesMs, lag.timersMs);
    return [
      `open     ${counted(open)}`,
      `ended    ${counted(ended)}`,
      `workers  ${workers.online}, ${workers.busy} of ${workers.slots} slots busy`,
      `behind   ${durationText(lateMs)}`,
      '',
    ].join('\n');
  }
};
