/**
 * The program: reads a command line, carries it out, answers with an exit code. Nothing here or below ends
 * the process, so that output is always written to its end, and a test can call it.
 */
import { CommanderError } from 'commander';
import type { CommandContext } from './command.ts';
import type { Settings } from './connection/settings.ts';
import { EXIT } from './exit-codes.ts';
import { buildProgram, exitCodeOfParse } from './program.ts';
import { processTerminal, type Terminal } from './terminal.ts';

export async function main(argv: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  let exitCode: number = EXIT.ok;
  let settings: Settings = { context: undefined, values: [] };
  const env = { ...terminal.env };
  const known: Terminal = { ...terminal, env };
  const context: CommandContext = {
    terminal: known,
    connect: async (flags) => {
      const { connect } = await import('./connection/connect.ts');
      return connect(flags, known, settings.context?.protected ? settings.context.name : undefined);
    },
    settings: () => settings,
    exitWith: (code) => {
      exitCode = code;
    },
  };
  try {
    const program = buildProgram(context).hook('preAction', async (_, called) => {
      if (!called.options.some((option) => option.attributeName() === 'context')) return;
      const { readSettings, variableOf } = await import('./connection/settings.ts');
      settings = await readSettings(called.opts(), terminal);
      for (const { name, value } of settings.values) env[variableOf(name)] = value;
    });
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return exitCodeOfParse(error);
    const { reportFailure } = await import('./report-failure.ts');
    return reportFailure(error, terminal);
  }
}
