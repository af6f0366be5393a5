import type { DefineCommand } from '../../command.ts';
import { contextNamed, editConfig, readConfig } from '../../connection/config-file.ts';

export const examples = `
  carillon context use prod
  carillon context use local
`;

export const define: DefineCommand = (command, { terminal }) => {
  command.argument('<name>').action(async (name: string) => {
    contextNamed(name, await readConfig(terminal));
    await editConfig(terminal, (document) => document.set('current', name));
    terminal.err(`context ${name} is in use\n`);
  });
};
