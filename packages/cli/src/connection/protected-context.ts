/** A change by mistake in the wrong place is what a protected context prevents: its name is typed first. */
import type { Call } from '@carillon/sdk';
import { CommandError, usageError } from '../command-error.ts';
import type { Terminal } from '../terminal.ts';

export interface ConfirmFlags {
  readonly confirm?: string | undefined;
  readonly yes?: boolean | undefined;
  readonly reason?: string | undefined;
}

/** Asks at most once, before the first call that changes something. */
export function confirmChanges(context: string, flags: ConfirmFlags, terminal: Terminal) {
  let confirmed: Promise<void> | undefined;
  return async (call: Call): Promise<void> => {
    if (changesSomething(call)) await (confirmed ??= confirm(context, flags, terminal));
  };
}

async function confirm(context: string, flags: ConfirmFlags, terminal: Terminal): Promise<void> {
  if (flags.yes && flags.reason) return;
  const answer = flags.confirm ?? (await terminal.ask(`context '${context}' is protected; type its name to go on: `));
  if (answer === undefined)
    throw usageError(`context '${context}' is protected, and nobody is here to confirm`, `add --confirm ${context}`);
  if (answer.trim() !== context) throw new CommandError(`that is not '${context}': nothing was done`);
}

/** Routes whose question needs a body, and a link for a browser. */
const READS: ReadonlySet<string> = new Set([
  '/plans',
  '/schedules/preview',
  '/schedules/diff',
  '/documents/validate',
  '/documents/dry-run',
  '/sign-in-codes',
]);

const changesSomething = ({ method = 'GET', path, query, body }: Call): boolean =>
  method !== 'GET' && !READS.has(path) && !isDryRun(query) && !isDryRun(body);

/** Some routes are told so in the query, some in the body. */
const isDryRun = (part: unknown): boolean => {
  const { dryRun } = (part ?? {}) as { readonly dryRun?: unknown };
  return dryRun === true || dryRun === 'true';
};
