/** What one version of a workflow changed against another. */
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { differenceText, type FormFlags, formOption, formsOf } from '../../documents/print-difference.ts';
import { EXIT } from '../../exit-codes.ts';
import { connectionOptions, outputOptions, positiveInteger, projectOption } from '../../options.ts';
import { printJson } from '../../output/json.ts';
import { colorsFor } from '../../output/paint.ts';
import type { OutputFlags } from '../../output/view.ts';
import { helpingWithName, workflowNamed } from '../../workflow-name.ts';
import { usageError } from '../../command-error.ts';
import { versionSide } from './version-side.ts';

interface Flags extends ServerFlags, OutputFlags, FormFlags {
  readonly project?: string;
  readonly from?: number;
  readonly to?: number;
}

export const examples = `
  carillon workflow diff daily-report                      what the live version changed
  carillon workflow diff daily-report --from 3 --to 6 --as text
`;

export const define: DefineCommand = (command, { terminal, connect, exitWith }) => {
  command
    .argument('<workflow>', 'name, or project/name')
    .option('--from <n>', 'this version; the one before --to when absent', positiveInteger)
    .option('--to <n>', 'this version; the live one when absent', positiveInteger)
    .addOption(formOption());
  outputOptions(connectionOptions(projectOption(command)), ['table', 'json']).action(
    async (text: string, flags: Flags) => {
      const { client } = await connect(flags);
      const name = workflowNamed(text, flags.project, terminal);
      const live = await helpingWithName(client, name, () => client.workflows.get(name));
      const to = flags.to ?? live.version;
      const from = flags.from ?? to - 1;
      if (from < 1) throw usageError(`${name.name} has one version alone`, 'there is nothing to compare it with');
      const [before, after] = await Promise.all([
        versionSide(client, { ...name, number: from }),
        versionSide(client, { ...name, number: to }),
      ]);
      const { workflowDifference } = await import('../../documents/workflow-difference.ts');
      const difference = workflowDifference(before, after);
      if (difference.changes.length + difference.lines.length > 0) exitWith(EXIT.differences);
      if (flags.output === 'json') return printJson({ ...name, from, to, ...difference }, flags, terminal);
      terminal.err(`${name.project}/${name.name} ${from} → ${to}\n`);
      terminal.out(differenceText(difference, formsOf(flags), colorsFor(terminal, terminal.isOutTty)));
    },
  );
};
