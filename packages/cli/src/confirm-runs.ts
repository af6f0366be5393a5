import { CommandError, usageError } from './command-error.ts';
import { EXIT } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

/**
 * Asks before a plan is carried out. Above a hundred runs their number is typed: a `y` comes too easily.
 *
 * @param act `Start 12 runs`
 * @throws CommandError when the answer is another, or nobody is there to give one
 */
export async function confirmRuns(
  act: string,
  { runs, confirmCount }: { readonly runs: number; readonly confirmCount: number | undefined },
  terminal: Terminal,
): Promise<void> {
  const wanted = confirmCount === undefined ? 'y' : String(confirmCount);
  const small = `${act.charAt(0).toLowerCase()}${act.slice(1)}`;
  const question = confirmCount === undefined ? `${act}? [y/N] ` : `Type ${runs} to ${small}: `;
  const answer = await terminal.ask(question);
  if (answer === undefined) throw usageError('nobody is here to confirm it', 'add --yes, or --dry-run to look only');
  if (answer.trim().toLowerCase() !== wanted) throw new CommandError('nothing was done', { exitCode: EXIT.error });
}
