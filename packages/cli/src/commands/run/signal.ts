import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { collect, connectionOptions, outputOptions } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { signalView } from '../event/view.ts';
import { type PayloadFlags, payloadOf } from '../payload.ts';

interface Flags extends ServerFlags, OutputFlags, PayloadFlags {
  readonly key?: string;
  readonly idempotencyKey?: string;
}

export const examples = `
  carillon run signal run_… paid -p amount=7
  carillon run signal run_… approved --payload '{"by": "li"}' --idempotency-key order-8812
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<run>', 'id of the run')
    .argument('<name>', 'name of the signal that a task waits for')
    .option('-p, --param <name=value>', 'a field of the payload; may be repeated', collect)
    .option('--payload <json>', 'the whole payload')
    .option('--key <key>', 'for waits with this key')
    .option('--idempotency-key <key>', 'signals with the same key are one');
  outputOptions(connectionOptions(command)).action(async (run: string, name: string, flags: Flags) => {
    const { client } = await connect(flags);
    const { key, idempotencyKey } = flags;
    const signal = { name, payload: payloadOf(flags), ...(key === undefined ? {} : { key }) };
    const sent = await client.signals.send(run, signal, { idempotencyKey });
    await printOne(sent, signalView, flags, terminal);
    if (sent.woken === 0 && flags.output === 'table')
      terminal.err('no task waits for it yet: the run keeps it until one does\n');
  });
};
