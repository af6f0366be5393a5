import { isWrong, worstFirst } from '@carillon/core/health';
import type { Finding as RestFinding } from '@carillon/sdk';
import type { DefineCommand } from '../command.ts';
import type { ServerFlags } from '../connection/discover-server.ts';
import { askServer, checkClock, checkDataDirectory, checkVersion, type Health } from '../doctor/local-checks.ts';
import { EXIT } from '../exit-codes.ts';
import { connectionOptions, outputOptions } from '../options.ts';
import { type Colors, colorsFor } from '../output/paint.ts';
import { type OutputFlags, printList, type View } from '../output/view.ts';
import { plainText } from '../text/safe-text.ts';

export const examples = `
  carillon doctor                        what is wrong, why, and what to do about it
  carillon doctor -o json --jq '.[].code'
`;

/** Of the server, or of this program. */
type Finding = Omit<RestFinding, 'evidence' | 'said'> & { readonly evidence: readonly string[] };

const MARKS = { error: '✕', warning: '!', info: '·' } as const;
/** Of a finding's evidence; JSON has all of it. */
const SHOWN = 5;

const findingView: View<Finding> = {
  id: ({ code }) => code,
  name: ({ code }) => code,
  columns: [
    { name: 'severity', value: ({ severity }) => severity },
    { name: 'code', value: ({ code }) => code },
    { name: 'finding', value: ({ sentence }) => sentence },
    { name: 'fix', isWide: true, value: ({ fix }) => fix },
    { name: 'evidence', isWide: true, value: ({ evidence }) => evidence.join('; ') },
    { name: 'runbook', isWide: true, value: ({ runbook }) => runbook },
  ],
};

export const define: DefineCommand = (command, { terminal, connect, exitWith }) => {
  command.addHelpText(
    'after',
    '\nExit code 1 when something is wrong; what is only worth knowing (info) does not count.',
  );
  outputOptions(connectionOptions(command)).action(async (flags: ServerFlags & OutputFlags) => {
    const { client, address } = await connect(flags);
    const asked = terminal.now();
    const { health, findings } = await askServer(client);
    // Only this machine's own server keeps its time and its data here.
    const isHere = address.source === 'running server';
    const all = worstFirst<Finding>([
      ...findings,
      ...(health?.findings ?? []),
      ...(health ? checkVersion(health) : []),
      ...(health && isHere ? checkClock(health.at, terminal.now(), terminal.now() - asked) : []),
      ...(isHere ? await checkDataDirectory(terminal) : []),
    ]);
    if (all.some(isWrong) || !health) exitWith(EXIT.error);

    const isForPeople = flags.output === 'table' && !flags.quiet && flags.columns === undefined;
    if (!isForPeople) return printList(all, findingView, flags, terminal, 'nothing is wrong');
    const colors = colorsFor(terminal, terminal.isOutTty);
    terminal.err(`${client.server}\n`);
    for (const each of all) terminal.out(findingText(each, colors));
    terminal.out(`${summary(all, health, colors)}\n`);
  });
};

function findingText({ severity, code, sentence, evidence, fix, runbook }: Finding, colors: Colors): string {
  const paint = { error: colors.red, warning: colors.yellow, info: colors.cyan }[severity];
  const more = evidence.length - SHOWN;
  const lines = [
    `${paint(`${MARKS[severity]} ${severity.padEnd(7)}`)}  ${plainText(sentence)}`,
    ...evidence.slice(0, SHOWN).map((each) => `             ${colors.dim(plainText(each))}`),
    ...(more > 0 ? [`             ${colors.dim(`and ${more} more`)}`] : []),
    `           ${colors.cyan('fix:')} ${plainText(fix)}`,
    `           ${colors.dim(`${code} · ${runbook}`)}`,
  ];
  return `${lines.join('\n')}\n\n`;
}

function summary(findings: readonly Finding[], health: Health | undefined, colors: Colors): string {
  const count = (severity: string): number => findings.filter((each) => each.severity === severity).length;
  const [errors, warnings] = [count('error'), count('warning')];
  if (errors + warnings > 0)
    return `${errors} ${errors === 1 ? 'error' : 'errors'}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`;
  if (health && health.missing.length > 0) return `not all could be looked at: ${health.missing.join(', ')}`;
  const up = health?.servers.filter(({ state }) => state === 'up').length ?? 0;
  return `${colors.green('✓ nothing is wrong')} (${up} ${up === 1 ? 'server is' : 'servers are'} up)`;
}
