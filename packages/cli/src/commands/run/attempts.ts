import type { Attempt } from '@carillon/sdk';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { durationText, elapsedMs } from '../../output/time-text.ts';
import { type OutputFlags, printList, type View } from '../../output/view.ts';
import { TASK_OF_RUN } from '../task-argument.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly task: string;
}

const attemptView = (nowMs: number): View<Attempt> => ({
  id: ({ id }) => id,
  name: ({ attempt }) => String(attempt),
  columns: [
    { name: 'attempt', value: ({ attempt }) => attempt },
    { name: 'state', kind: 'state', value: ({ state }) => state },
    { name: 'worker', value: ({ worker }) => worker },
    { name: 'started', kind: 'time', value: ({ startedAt }) => startedAt },
    {
      name: 'duration',
      value: (attempt) => {
        const ms = elapsedMs(attempt, nowMs);
        return ms === undefined ? undefined : durationText(ms);
      },
    },
    { name: 'exit-code', value: ({ exitCode }) => exitCode },
    { name: 'reason', value: ({ reason }) => reason?.message },
    { name: 'id', isWide: true, value: ({ id }) => id },
    { name: 'fence', isWide: true, value: ({ fence }) => fence },
    { name: 'dispatched', isWide: true, kind: 'time', value: ({ dispatchedAt }) => dispatchedAt },
    { name: 'ended', isWide: true, kind: 'time', value: ({ endedAt }) => endedAt },
  ],
});

export const examples = `
  carillon run attempts run_01J9… --task load
  carillon run attempts run_01J9… --task extract.orders -o wide
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  outputOptions(connectionOptions(TASK_OF_RUN.options(command))).action(async (run: string, flags: Flags) => {
    const { client } = await connect(flags);
    const id = await TASK_OF_RUN.idOf(client, run, flags);
    const attempts = await client.taskRuns.attempts(id);
    await printList(attempts, attemptView(terminal.now()), flags, terminal, 'it has not begun');
  });
};
