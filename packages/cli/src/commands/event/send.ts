import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { collect, connectionOptions, outputOptions, projectOption } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { projectNamed } from '../../workflow-name.ts';
import { type PayloadFlags, payloadOf } from '../payload.ts';
import { signalView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags, PayloadFlags {
  readonly project?: string;
  readonly key?: string;
  readonly idempotencyKey?: string;
}

export const examples = `
  carillon event send prices-published
  carillon event send paid --key order-8812 -p amount=7
  carillon event send paid --payload '{"amount": 7}' --idempotency-key pay-8812
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<name>', 'name of the event')
    .option('-p, --param <name=value>', 'a field of the payload; may be repeated', collect)
    .option('--payload <json>', 'the whole payload')
    .option('--key <key>', 'for waits with this key')
    .option('--idempotency-key <key>', 'events with the same key are one');
  outputOptions(connectionOptions(projectOption(command))).action(async (name: string, flags: Flags) => {
    const { client } = await connect(flags);
    const { key, environment, idempotencyKey } = flags;
    const project = projectNamed(flags.project, terminal);
    const event = { name, payload: payloadOf(flags), ...(key && { key }), ...(project && { project }) };
    await printOne(await client.signals.sendEvent(event, { environment, idempotencyKey }), signalView, flags, terminal);
  });
};
