/**
 * The build with one safety removed, to show that the checks would see it: pieces of the compiled program are replaced
 * while it runs, and put back at the end; a constraint of the store is dropped.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sqlIn } from './postgres.ts';

interface Edit {
  /** Of the compiled program. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

interface Mutant {
  readonly edits: readonly Edit[];
  /** Done to the store once it has its schema. */
  readonly statements?: readonly string[];
}

const ROOT = path.resolve(import.meta.dirname, '../..');

export const MUTANTS = {
  /** Nobody looks for what left its process group. */
  containment: {
    edits: [
      {
        file: 'packages/worker/dist/process/marked-processes.js',
        from: 'if (!environ.includes(WORKER_MARKER))',
        to: 'if (environ !== null)',
      },
    ],
  },
  /** A connection that breaks ends the process. */
  error_listener: {
    edits: [
      {
        file: 'packages/store/dist/engine/connection.js',
        from: "client.on('error', forget);",
        to: '',
      },
      {
        file: 'packages/store/dist/database.js',
        from: "client.on('error', (error) => log.warn({ err: error }, 'database connection broke'));",
        to: '',
      },
    ],
  },
  /** A request that is asked again makes another run. */
  idempotency: { edits: [], statements: ['alter table idempotency drop constraint idempotency_pkey'] },
} as const satisfies Readonly<Record<string, Mutant>>;
export type MutantName = keyof typeof MUTANTS;

export const isMutant = (name: string): name is MutantName => Object.hasOwn(MUTANTS, name);

/** What undoes it. @throws where the program does not hold what is to be replaced */
export async function withMutant(name: MutantName): Promise<() => Promise<void>> {
  const { edits }: Mutant = MUTANTS[name];
  const before = await Promise.all(edits.map(({ file }) => readFile(path.join(ROOT, file), 'utf8')));
  for (const [index, { file, from }] of edits.entries())
    if (before[index]?.split(from).length !== 2) throw new Error(`${file} must hold ${JSON.stringify(from)} once`);
  const write = (texts: readonly string[]) =>
    Promise.all(edits.map(({ file }, index) => writeFile(path.join(ROOT, file), texts[index] ?? '')));
  await write(edits.map(({ from, to }, index) => (before[index] ?? '').replace(from, () => to)));
  return async () => void (await write(before));
}

export async function mutateStore(name: MutantName, database: string, port: number): Promise<void> {
  const { statements = [] }: Mutant = MUTANTS[name];
  if (statements.length > 0) await sqlIn(database, port, ...statements);
}
