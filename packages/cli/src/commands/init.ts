import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { DefineCommand } from '../command.ts';
import { CommandError, usageError } from '../command-error.ts';
import { TEMPLATES } from './init-templates.ts';

export const examples = `
  carillon init
  carillon init hello
`;

export const define: DefineCommand = (command, { terminal }) => {
  const names = Object.keys(TEMPLATES);
  command.argument('[template]', `one of ${names.join(', ')}`, 'hello').action(async (name: string) => {
    const text = Object.hasOwn(TEMPLATES, name) ? TEMPLATES[name] : undefined;
    if (text === undefined) throw usageError(`there is no template '${name}'`, `choose from ${names.join(', ')}`);
    const file = `${name}.yaml`;
    try {
      await writeFile(resolve(terminal.cwd, file), text, { flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      throw new CommandError(`${file} is there already`, {
        hint: 'rename it, or go on with it: carillon apply -f ' + file,
        cause: error,
      });
    }
    terminal.out(`${file}\n`);
    terminal.err(`now publish and run it:\n  carillon apply -f ${file}\n  carillon run start ${name} --follow\n`);
  });
};
