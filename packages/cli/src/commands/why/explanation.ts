/** Why a schedule or a backfill starts nothing now. */
import type { Explanation } from '@carillon/sdk';
import { type OutputFlags, printOne, type View } from '../../output/view.ts';
import type { Terminal } from '../../terminal.ts';
import { printChecks } from './checks.ts';

const explanationView: View<Explanation> = {
  id: ({ answer }) => answer.code,
  name: ({ answer }) => answer.code,
  columns: [
    { name: 'state', kind: 'state', value: ({ state }) => state },
    { name: 'code', value: ({ answer }) => answer.code },
    { name: 'why', value: ({ answer }) => answer.sentence },
    { name: 'since', kind: 'time', value: ({ answer }) => answer.since },
    { name: 'eta', kind: 'time', value: ({ answer }) => answer.eta },
    { name: 'try', value: ({ answer }) => answer.fix?.command },
  ],
};

export async function printExplanation(
  explanation: Explanation,
  flags: OutputFlags,
  terminal: Terminal,
): Promise<void> {
  await printOne(explanation, explanationView, flags, terminal);
  const isForPeople = !flags.quiet && (flags.output === 'table' || flags.output === 'wide');
  if (isForPeople) await printChecks(explanation, flags, terminal);
}
