import type { DefineCommand } from '../../command.ts';
import { contextNamed, editConfig, editTokens, readConfig } from '../../connection/config-file.ts';

export const examples = `
  carillon context rm prod
  carillon context rm old-cluster
`;

export const define: DefineCommand = (command, { terminal }) => {
  command.argument('<name>').action(async (name: string) => {
    const config = await readConfig(terminal);
    contextNamed(name, config);
    // The token first: what is left of a removal that was cut short is a context without one.
    await editTokens(terminal, (document) => document.delete(name));
    await editConfig(terminal, (document) => {
      document.deleteIn(['contexts', name]);
      if (config.current === name) document.delete('current');
    });
    terminal.err(`context ${name} is removed; its token, if it had one, is good until it is revoked\n`);
  });
};
