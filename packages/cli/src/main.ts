/**
 * The program: reads a command line, carries it out, answers with an exit code. Nothing here or below ends
 * the process, so that output is always written to its end, and a test can call it.
 */
import { CommanderError } from 'commander';
import type { CommandContext } from './command.ts';
import { EXIT } from './exit-codes.ts';
import { buildProgram, exitCodeOfParse } from './program.ts';
import { processTerminal, type Terminal } from './terminal.ts';

export async function main(argv: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  let exitCode: number = EXIT.ok;
  const context: CommandContext = {
    terminal,
    connect: async (flags) => {
      const { connect } = await import('./connection/connect.ts');
      return connect(flags, terminal);
    },
    exitWith: (code) => {
      exitCode = code;
    },
  };
  try {
    await buildProgram(context).parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return exitCodeOfParse(error);
    const { reportFailure } = await import('./report-failure.ts');
    return reportFailure(error, terminal);
  }
}
