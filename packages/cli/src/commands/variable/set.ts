import { usageError } from '../../command-error.ts';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { outputOptions } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { type LevelFlags, levelOf, levelOptions, levelText } from '../level-flags.ts';
import { variableView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags, LevelFlags {
  readonly platform?: boolean;
  readonly json?: boolean;
  readonly reason?: string;
}

export const examples = `
  carillon variable set region eu -e prod
  carillon variable set regions '["cn", "eu"]' --json --project retail
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<name>', 'as expressions read it: ${{ vars.<name> }}')
    .argument('<value>', 'a text')
    .option('--json', 'the value is JSON: a number, a list, a map')
    .option('--platform', 'of all tenants, the widest level')
    .option('--reason <text>', 'why: kept in the audit');
  levelOptions(outputOptions(command)).action(async (name: string, text: string, given: Flags) => {
    const { reason, platform, json, ...flags } = given;
    const value = json ? parsed(text) : text;
    const { client } = await connect(flags);
    const level = { ...levelOf(flags), ...(platform ? { platform } : {}) };
    const variable = await client.variables.set({ name, value, ...level, ...(reason === undefined ? {} : { reason }) });
    if (flags.output === 'json' || flags.output === 'yaml') return printOne(variable, variableView, flags, terminal);
    terminal.err(`${name} is set for ${platform ? 'the platform' : levelText(level)}\n`);
  });
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw usageError(`the value is no JSON: ${(error as Error).message}`, `quote it for the shell: '["cn", "eu"]'`);
  }
}
