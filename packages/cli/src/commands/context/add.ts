import type { DefineCommand } from '../../command.ts';
import { usageError } from '../../command-error.ts';
import { readConfig } from '../../connection/config-file.ts';
import { givenName } from '../../options.ts';
import { saveContext } from './save-context.ts';

interface Flags {
  readonly server: string;
  readonly environment?: string;
  readonly project?: string;
  readonly protected?: boolean;
  readonly replace?: boolean;
  readonly use?: boolean;
}

export const examples = `
  carillon context add prod --server https://carillon.example --environment prod --protected
  pass show carillon/prod | carillon context add prod --server https://carillon.example
`;

export const define: DefineCommand = (command, { terminal }) => {
  command
    .argument('<name>')
    .requiredOption('--server <url>', 'its address')
    .option('--environment <name>', 'environment where a command names none')
    .option('--project <name>', 'project where a command names none')
    .option('--protected', 'changes want the name of the context typed')
    .option('--use', 'use it from now on')
    .option('--replace', 'in place of a context of this name')
    .addHelpText('after', '\nThe token is typed or comes on stdin; an empty one leaves the context without.')
    .action(async (name: string, { use, replace, ...context }: Flags) => {
      givenName(name);
      const { contexts } = await readConfig(terminal);
      if (Object.hasOwn(contexts, name) && !replace)
        throw usageError(`there is a context '${name}' already`, 'add --replace to put this one in its place');
      const token = ((await terminal.askHidden('token: ')) ?? (await terminal.readInput())).trim();
      await saveContext({ name, context, token, use: use === true }, terminal);
      terminal.err(`context ${name} is there; use it with \`carillon context use ${name}\` or --context ${name}\n`);
    });
};
