import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, givenName, outputOptions, projectOption } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { projectNamed } from '../../workflow-name.ts';
import { channelView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly url?: string;
  readonly urlSecret?: string;
  readonly signWith?: string;
  readonly disable?: boolean;
}

export const examples = `
  carillon channel set ops --url https://ops.example/hooks/carillon --sign-with ops_key
  carillon channel set chat --url-secret chat_webhook
  carillon alert test ops
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<name>', 'a channel of that name is replaced', givenName)
    .option('--url <address>', 'where notices are sent by POST')
    .option('--url-secret <secret>', 'a secret that holds the address, instead')
    .option('--sign-with <secret>', 'a secret that requests are signed with')
    .option('--disable', 'nothing is sent to it');
  outputOptions(connectionOptions(projectOption(command))).action(async (name: string, flags: Flags) => {
    const { client } = await connect(flags);
    const { url, urlSecret, signWith: signingSecret, disable = false } = flags;
    const channel = await client.channels.set({
      project: projectNamed(flags.project, terminal) ?? 'default',
      name,
      enabled: !disable,
      ...(url !== undefined && { url }),
      ...(urlSecret !== undefined && { urlSecret }),
      ...(signingSecret !== undefined && { signingSecret }),
    });
    await printOne(channel, channelView, flags, terminal);
  });
};
