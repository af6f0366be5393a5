/** How an answer to "why is it waiting?" came about: every check that was made, and the evidence of the answer. */
import type { Check, Evidence } from '@carillon/sdk';
import { type OutputFlags, printList, type View } from '../../output/view.ts';
import type { Terminal } from '../../terminal.ts';

const checkView: View<Check> = {
  id: ({ code }) => code,
  name: ({ code }) => code,
  columns: [
    { name: 'check', value: ({ code }) => code },
    { name: 'verdict', value: ({ verdict }) => verdict },
    { name: 'why', value: ({ sentence }) => sentence },
  ],
};

const evidenceView: View<Evidence> = {
  id: ({ name }) => name,
  name: ({ name }) => name,
  columns: [
    { name: 'evidence', value: ({ kind, name }) => `${kind} ${name}` },
    { name: 'is', kind: 'state', value: ({ is }) => is },
    { name: 'more', value: ({ params = {} }) => pairs(params) },
  ],
};

const pairs = (params: Readonly<Record<string, unknown>>): string =>
  Object.entries(params)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ');

export async function printChecks(
  { checks, answer }: { readonly checks: readonly Check[]; readonly answer: Check },
  flags: OutputFlags,
  terminal: Terminal,
): Promise<void> {
  const tables = { ...flags, columns: undefined };
  terminal.out('\n');
  await printList(checks, checkView, tables, terminal);
  if (answer.evidence.length === 0) return;
  terminal.out('\n');
  await printList(answer.evidence, evidenceView, tables, terminal);
}
