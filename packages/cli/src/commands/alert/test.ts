import { setTimeout as pause } from 'node:timers/promises';
import { CommandError } from '../../command-error.ts';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { EXIT } from '../../exit-codes.ts';
import { connectionOptions, durationMs, outputOptions, projectOption } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { projectNamed } from '../../workflow-name.ts';
import { findChannel } from '../channel/find-channel.ts';
import { noticeView } from './view.ts';

const ASK_EVERY_MS = 500;
const WAIT_MS = 30_000;

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly timeout: number;
}

export const examples = `
  carillon alert test ops
  carillon alert test pager --project retail --timeout 1m
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<channel>', 'its name')
    .option('--timeout <duration>', 'how long to wait for what becomes of it', durationMs, WAIT_MS);
  outputOptions(connectionOptions(projectOption(command))).action(async (name: string, flags: Flags) => {
    const { client } = await connect(flags);
    const project = projectNamed(flags.project, terminal) ?? 'default';
    const { id } = await findChannel(client, { name, project });
    let notice = await client.channels.test(id);
    const until = terminal.now() + flags.timeout;
    do {
      await pause(ASK_EVERY_MS);
      notice = await client.alerts.notice(notice.id);
    } while (notice.state === 'pending' && notice.tries === 0 && terminal.now() < until);
    await printOne(notice, noticeView, flags, terminal);
    if (notice.state === 'delivered') return;
    const hint = notice.error ?? 'is a server with the role alerter running? See `carillon health`.';
    throw new CommandError(`the test did not reach '${name}'`, {
      exitCode: notice.tries === 0 ? EXIT.waitTimedOut : EXIT.error,
      hint,
    });
  });
};
