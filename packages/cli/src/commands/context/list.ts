import type { DefineCommand } from '../../command.ts';
import { readConfig, readTokens } from '../../connection/config-file.ts';
import { outputOptions } from '../../options.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { contextView } from './view.ts';

export const examples = `
  carillon context list
  carillon context list -o json
`;

export const define: DefineCommand = (command, { terminal }) => {
  outputOptions(command).action(async (flags: OutputFlags) => {
    const [{ current, contexts }, tokens] = await Promise.all([readConfig(terminal), readTokens(terminal)]);
    const rows = Object.entries(contexts).map(([name, context]) => ({
      name,
      ...context,
      isCurrent: name === current,
      hasToken: tokens[name] !== undefined,
    }));
    await printList(rows, contextView, flags, terminal, 'no contexts; make one with `carillon login <server>`');
  });
};
