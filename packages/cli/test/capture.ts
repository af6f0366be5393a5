/** A terminal that keeps what is written to it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { main } from '../src/main.ts';
import type { Terminal } from '../src/terminal.ts';
// Commands load the domain when they need it, which is read from its many sources here: in no test's time.
import '@carillon/core';

export interface Captured {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Screen {
  readonly terminal: Terminal;
  readonly out: () => string;
  readonly err: () => string;
  /** As if somebody pressed Ctrl-C. */
  interrupt(): void;
}

export const NOW = Date.parse('2026-11-21T00:10:00Z');

export function createScreen(settings: Partial<Terminal> & { readonly input?: string } = {}): Screen {
  let out = '';
  let err = '';
  const listeners = new Set<() => void>();
  const terminal: Terminal = {
    env: {},
    cwd: temporaryFolder(),
    home: '/nonexistent',
    isOutTty: false,
    isErrTty: false,
    columns: () => 80,
    rows: () => 30,
    now: () => NOW,
    readInput: async () => settings.input ?? '',
    ask: async () => undefined,
    askHidden: async () => undefined,
    onInterrupt: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ...settings,
    out: (text) => {
      out += typeof text === 'string' ? text : Buffer.from(text).toString();
    },
    err: (text) => {
      err += text;
    },
  };
  return { terminal, out: () => out, err: () => err, interrupt: () => listeners.forEach((listener) => listener()) };
}

/** Carries a command line out as the program would. */
export async function carillon(
  argv: readonly string[],
  settings: Partial<Terminal> & { readonly input?: string } = {},
): Promise<Captured> {
  const screen = createScreen(settings);
  const code = await main(argv, screen.terminal);
  return { code, out: screen.out(), err: screen.err() };
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'carillon-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
