/** What a command file offers: it describes itself to commander and acts through the context. */
import type { Client } from '@carillon/sdk';
import type { Command } from 'commander';
import type { ServerAddress, ServerFlags } from './connection/discover-server.ts';
import type { Settings } from './connection/settings.ts';
import type { Terminal } from './terminal.ts';

export interface CommandContext {
  readonly terminal: Terminal;
  /** A client of the server that flags, environment or this machine name. */
  connect(flags: ServerFlags): Promise<{ readonly client: Client; readonly address: ServerAddress }>;
  /** What flags, variables, folder and context say, each with its place. */
  settings(): Settings;
  /** Ends the program with this code instead of 0. */
  exitWith(code: number): void;
}

/** Adds arguments, options and the action to a command that has its name and summary already. */
export type DefineCommand = (command: Command, context: CommandContext) => void;

export interface CommandFile {
  readonly define: DefineCommand;
  /** Lines of a shell that its help begins with, each with what it is for where that does not say itself. */
  readonly examples: string;
}
