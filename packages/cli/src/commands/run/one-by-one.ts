import { UnreachableError } from '@carillon/sdk';
import { EXIT } from '../../exit-codes.ts';
import { reportFailure } from '../../report-failure.ts';
import type { Terminal } from '../../terminal.ts';

export interface Outcome<T> {
  readonly done: readonly T[];
  /** Of the last that failed. */
  readonly exitCode: number;
}

/**
 * The same for each run in its turn. What fails is told with its run, and takes away neither what was done before it nor
 * what comes behind it, unless no server answers any more. Of one run alone it is thrown.
 */
export async function oneByOne<T>(
  ids: readonly string[],
  work: (id: string) => Promise<T>,
  terminal: Terminal,
): Promise<Outcome<T>> {
  if (ids.length === 1) return { done: await Promise.all(ids.map(work)), exitCode: EXIT.ok };
  const done: T[] = [];
  let exitCode: number = EXIT.ok;
  for (const id of ids) {
    try {
      done.push(await work(id));
    } catch (error) {
      terminal.err(`${id}: `);
      exitCode = reportFailure(error, terminal);
      if (error instanceof UnreachableError) break;
    }
  }
  if (done.length < ids.length) terminal.err(`${done.length} of ${ids.length} runs were changed\n`);
  return { done, exitCode };
}
