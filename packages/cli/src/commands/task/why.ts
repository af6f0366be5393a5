import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import type { OutputFlags } from '../../output/view.ts';
import { TASK_RUN } from '../task-argument.ts';
import { printTaskWait } from '../why/wait.ts';

export const examples = `
  carillon task why run_01J9…/load            every check, with the evidence
  carillon task why tr_01J9… -o json --jq '.[].code'
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  outputOptions(connectionOptions(TASK_RUN.options(command))).action(
    async (text: string, flags: ServerFlags & OutputFlags) => {
      const { client } = await connect(flags);
      await printTaskWait(await client.taskRuns.why(await TASK_RUN.idOf(client, text, {})), flags, terminal);
    },
  );
};
