import type { DefineCommand } from '../../command.ts';
import { usageError } from '../../command-error.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { EXIT } from '../../exit-codes.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { printJson } from '../../output/json.ts';
import type { OutputFlags } from '../../output/view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly checkpoint?: string;
}

export const examples = `
  carillon audit verify
  carillon audit verify --checkpoint "$(cat audit.checkpoint)" && carillon audit verify -q > audit.checkpoint
`;

/** The most that one answer holds. */
const PAGE_SIZE = 200;
/** A broken chain is broken at every row after it: these are enough to see where. */
const SHOWN = 20;

export const define: DefineCommand = (command, { terminal, connect, exitWith }) => {
  command
    .option('--checkpoint <seq:hash>', 'what an earlier check printed: shows that nothing was cut off since')
    .addHelpText(
      'after',
      '\nEvery hash is computed here, from what the server sends. -q prints the checkpoint alone; keep it elsewhere.',
    );
  outputOptions(connectionOptions(command)).action(async ({ checkpoint: text, ...flags }: Flags) => {
    const { chainProblemText, createChainCheck, formatCheckpoint, parseCheckpoint } = await import('@carillon/core');
    const kept = text === undefined ? undefined : parseCheckpoint(text.trim());
    if (text !== undefined && !kept)
      throw usageError(`'${text}' is no checkpoint`, 'give what an earlier check printed');
    const { client } = await connect(flags);
    const head = await client.audit.head();
    const against = [createChainCheck(head), ...(kept ? [createChainCheck(kept)] : [])] as const;
    const problems = new Set<string>();
    let cursor: string | undefined;
    do {
      const page = await client.audit.list({ order: 'oldest', limit: PAGE_SIZE, cursor });
      for (const record of page.items) {
        for (const check of against) {
          const problem = check.take(record as Parameters<typeof check.take>[0]);
          if (problem !== undefined && problems.size < SHOWN) problems.add(chainProblemText(problem));
        }
      }
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    for (const check of against) {
      const problem = check.end();
      if (problem !== undefined) problems.add(chainProblemText(problem));
    }
    const reached = formatCheckpoint(against[0].head);
    const isWhole = problems.size === 0;
    if (flags.output === 'json') {
      const result = { ok: isWhole, rows: against[0].head.seq, checkpoint: reached, problems: [...problems] };
      await printJson(result, flags, terminal);
    } else if (isWhole) {
      if (!flags.quiet) terminal.err(`${against[0].head.seq} rows, each as it was written\n`);
      terminal.out(`${reached}\n`);
    }
    if (isWhole) return;
    if (flags.output !== 'json') for (const problem of problems) terminal.err(`${problem}\n`);
    exitWith(EXIT.error);
  });
};
