import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { type OutputFlags, printList, printOne } from '../../output/view.ts';
import { findCause } from './find-cause.ts';
import { alertView, failureView, noticeView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {}

export const examples = `
  carillon alert get 7f3a                  a cause, by the beginning of its fingerprint
  carillon alert get alr_01J9… -o json
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.argument('<cause>', 'its id, or the beginning of its fingerprint');
  outputOptions(connectionOptions(command)).action(async (cause: string, flags: Flags) => {
    const { client } = await connect(flags);
    const alert = await client.alerts.get(await findCause(client, cause, flags));
    await printOne(alert, alertView, flags, terminal);
    if (flags.output !== 'table' || flags.quiet) return;
    terminal.out('\n');
    await printList(alert.runs, failureView, flags, terminal, 'no runs are kept');
    terminal.out('\n');
    await printList(alert.notices, noticeView, flags, terminal, 'nobody was told: there is no channel, or a silence');
  });
};
