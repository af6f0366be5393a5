/** Workflows and calendars as people name them: `daily-report`, or `retail/daily-report`. */
import { ApiError, type Client } from '@carillon/sdk';
import { EXIT } from './exit-codes.ts';
import { CommandError, usageError } from './command-error.ts';
import { didYouMean } from './suggest.ts';
import type { Terminal } from './terminal.ts';

export interface QualifiedName {
  readonly project: string;
  readonly name: string;
}

export function projectNamed(flag: string | undefined, { env }: Pick<Terminal, 'env'>): string | undefined {
  return flag ?? (env['CARILLON_PROJECT'] || undefined);
}

export const workflowNamed = (text: string, flag: string | undefined, terminal: Pick<Terminal, 'env'>): QualifiedName =>
  named('workflow', text, flag, terminal);

export const calendarNamed = (text: string, flag: string | undefined, terminal: Pick<Terminal, 'env'>): QualifiedName =>
  named('calendar', text, flag, terminal);

function named(what: string, text: string, flag: string | undefined, terminal: Pick<Terminal, 'env'>): QualifiedName {
  const [name = '', project, ...more] = text.split('/').reverse();
  if (more.length > 0 || name === '') throw usageError(`'${text}' names no ${what}`, 'write its name, or project/name');
  if (project !== undefined && flag !== undefined && project !== flag) {
    throw usageError(`'${text}' and --project ${flag} name two projects`, 'leave one of them away');
  }
  return { project: project ?? projectNamed(flag, terminal) ?? 'default', name };
}

/** Does the work; where the workflow is not there, the failure says which one may have been meant. */
export async function helpingWithName<T>(
  client: Client,
  { project, name }: QualifiedName,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
    const { items } = await client.workflows.list({ limit: 200 });
    if (items.some((item) => item.project === project && item.name === name)) throw error;
    throw new CommandError(`there is no workflow '${name}' in project '${project}'`, {
      exitCode: EXIT.notFound,
      hint:
        (await suggestion({ project, name }, items)) ??
        'see `carillon workflow list`, or publish it with `carillon apply -f`',
      cause: error,
    });
  }
}

async function suggestion(wanted: QualifiedName, items: readonly QualifiedName[]): Promise<string | undefined> {
  const elsewhere = items.find(({ name }) => name === wanted.name);
  if (elsewhere !== undefined) return `it is in project '${elsewhere.project}': ${elsewhere.project}/${elsewhere.name}`;
  const here = items.filter(({ project }) => project === wanted.project);
  return didYouMean(
    wanted.name,
    here.map(({ name }) => name),
  );
}
