import type { DefineCommand } from '../command.ts';

export const examples = `
  carillon help run start
  carillon help --man run start | man -l -
`;

export const define: DefineCommand = (command, { terminal }) => {
  command
    .argument('[command...]', 'words of the command; the whole program when absent')
    .option('--man', 'as a page of the manual, for man')
    .action(async (words: readonly string[], { man }: { readonly man?: boolean }) => {
      if (!man) return void (await command.parent?.parseAsync([...words, '--help'], { from: 'user' }));
      const { manPage } = await import('../man-page.ts');
      terminal.out(await manPage(words));
    });
};
