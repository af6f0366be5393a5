/**
 * Everything a command knows of the world outside: its streams, environment, clock and Ctrl-C. The one file
 * of the program that touches `process`; tests give a terminal of their own.
 */
import { homedir } from 'node:os';

export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly home: string;
  /** Data. */
  out(text: string | Uint8Array): void;
  /** Progress, hints and errors. */
  err(text: string): void;
  readonly isOutTty: boolean;
  readonly isErrTty: boolean;
  /** Width of the screen in columns. */
  columns(): number;
  /** Its height in lines. */
  rows(): number;
  /** Milliseconds since 1970. */
  now(): number;
  readInput(): Promise<string>;
  /** A question to whoever sits here; undefined where nobody does. */
  ask(question: string): Promise<string | undefined>;
  /** The same for what nobody may see: it is not shown while it is typed. */
  askHidden(question: string): Promise<string | undefined>;
  /** Calls back on Ctrl-C and polite signals instead of dying, until the returned function is called. */
  onInterrupt(listener: () => void): () => void;
}

/** Ends the process once everything written has gone out; what else is open, such as idle connections, is not waited for. */
export function endProcess(code: number): void {
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function processTerminal(): Terminal {
  // `carillon run list | head` closes the pipe early: that is a reader who has enough, not a failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  return {
    env: process.env,
    cwd: process.cwd(),
    home: homedir(),
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isOutTty: process.stdout.isTTY === true,
    isErrTty: process.stderr.isTTY === true,
    columns: () => process.stdout.columns || 100, // some terminals say 0
    rows: () => process.stdout.rows || 40,
    now: () => Date.now(),
    readInput: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString('utf8');
    },
    ask: async (question) => {
      if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
      const { createInterface } = await import('node:readline/promises');
      const lines = createInterface({ input: process.stdin, output: process.stderr });
      try {
        return await lines.question(question);
      } finally {
        lines.close();
      }
    },
    askHidden: async (question) => {
      if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
      const [{ createInterface }, { Writable }] = await Promise.all([
        import('node:readline/promises'),
        import('node:stream'),
      ]);
      const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
      process.stderr.write(question);
      const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
      try {
        return await lines.question('');
      } finally {
        lines.close();
        process.stderr.write('\n');
      }
    },
    onInterrupt: (listener) => {
      for (const signal of SIGNALS) process.on(signal, listener);
      return () => {
        for (const signal of SIGNALS) process.off(signal, listener);
      };
    },
  };
}
