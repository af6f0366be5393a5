import type { DefineCommand } from '../command.ts';

export const examples = `
  carillon help run start
  carillon help schedule
`;

export const define: DefineCommand = (command) => {
  command
    .argument('[command...]', 'words of the command; the whole program when absent')
    .action(async (words: readonly string[]) => {
      await command.parent?.parseAsync([...words, '--help'], { from: 'user' });
    });
};
