import type { SetLimitRule } from '@carillon/sdk';
import { Option } from 'commander';
import { usageError } from '../../command-error.ts';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions, positiveInteger } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { ruleView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly runs?: boolean;
  readonly max?: number;
  readonly onLimit?: 'queue' | 'skip' | 'cancel_running';
  readonly rate?: string;
  readonly burst?: number;
  readonly key?: string;
  readonly rateKey?: string;
  readonly when?: string;
  readonly reason?: string;
}

export const examples = `
  carillon limit set warehouse --project retail --max 4 --when "workflow.name.startsWith('load')"
  carillon limit set nightly --project retail --runs --max 10
  carillon limit set api-calls --rate 100/1m --burst 10 --key '\${{ params.region }}'
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<name>')
    .option('--project <name>', 'of that project; of all of the tenant where absent')
    .option('--runs', 'counts runs as a whole; task runs where absent')
    .option('--max <count>', 'so many at once', positiveInteger)
    .addOption(
      new Option('--on-limit <what>', 'what becomes of one too many').choices(['queue', 'skip', 'cancel_running']),
    )
    .option('--rate <count/time>', 'so many in a time: 100/1m')
    .option('--burst <count>', 'of a rate: so many together after an idle time', positiveInteger)
    .option('--key <template>', 'each value that it gives counts by itself')
    .option('--rate-key <template>', "of the rate, where it has another than --key; '' for none")
    .option('--when <condition>', 'for these alone')
    .option('--reason <text>', 'why: kept in the audit');
  outputOptions(connectionOptions(command)).action(async (name: string, flags: Flags) => {
    const { client } = await connect(flags);
    const rule = await client.limits.set({ name, ...ruleOf(flags) });
    await printOne(rule, ruleView, flags, terminal);
  });
};

function ruleOf({
  project,
  runs,
  max,
  onLimit,
  rate,
  burst,
  key,
  rateKey = key,
  when,
  reason,
}: Flags): Omit<SetLimitRule, 'name'> {
  const keyed = key === undefined ? {} : { key };
  const ratedBy = rateKey === undefined || rateKey === '' ? {} : { key: rateKey };
  const pace = rate === undefined ? undefined : /^(\d+)\/(\d+(?:ms|s|m|h|d))$/.exec(rate);
  if (pace === null) throw usageError(`--rate ${rate} is no count and time`, 'write 100/1m');
  if (max === undefined && pace === undefined) throw usageError('nothing is limited', 'give --max, --rate, or both');
  return {
    ...(project === undefined ? {} : { project }),
    ...(runs && { counts: 'runs' as const }),
    ...(max === undefined ? {} : { concurrency: { max, ...keyed, ...(onLimit && { onLimit }) } }),
    ...(pace && {
      rate: { limit: Number(pace[1]), per: pace[2] as string, ...ratedBy, ...(burst === undefined ? {} : { burst }) },
    }),
    ...(when === undefined ? {} : { when }),
    ...(reason === undefined ? {} : { reason }),
  };
}
