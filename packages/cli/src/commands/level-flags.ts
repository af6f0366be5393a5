/** Where a secret or a variable is kept: said by flags, never taken from the environment of the shell. */
import type { Command } from 'commander';

export interface LevelFlags {
  readonly project?: string | undefined;
  readonly environment?: string | undefined;
}

/** `-e` names the level here, as it names the place of other commands. */
export function levelOptions(command: Command): Command {
  return command
    .option('-s, --server <url>', 'server to talk to (CARILLON_SERVER)')
    .option('--token <token>', 'API token; CARILLON_TOKEN keeps it out of the process list')
    .option('--project <name>', 'of this project; without it of all')
    .option('-e, --environment <name>', 'of this environment; without it of all');
}

export const levelOf = ({
  project,
  environment,
}: LevelFlags): { readonly project?: string; readonly environment?: string } => ({
  ...(project === undefined ? {} : { project }),
  ...(environment === undefined ? {} : { environment }),
});

/** `the project retail in the environment prod`, for people. */
export function levelText({ project, environment }: LevelFlags): string {
  const parts = [
    ...(project === undefined ? [] : [`the project ${project}`]),
    ...(environment === undefined ? [] : [`the environment ${environment}`]),
  ];
  return parts.length === 0 ? 'the whole tenant' : parts.join(' in ');
}

/** Shown in the column `level`. */
export const levelName = ({ level, project, environment }: LevelFlags & { readonly level: string }): string =>
  [level, project, environment].filter((part) => part !== undefined).join(' ');
