import { ApiError, type Client, type Healing, type Server } from '@carillon/sdk';
import type { DefineCommand } from '../command.ts';
import type { ServerFlags } from '../connection/discover-server.ts';
import type { Health } from '../doctor/local-checks.ts';
import { EXIT } from '../exit-codes.ts';
import { connectionOptions, outputOptions } from '../options.ts';
import { printJson } from '../output/json.ts';
import { colorsFor } from '../output/paint.ts';
import { type OutputFlags, printList, type View } from '../output/view.ts';

const PROBES = {
  live: 'the program runs',
  startup: 'it has started',
  ready: 'runs can be started',
} as const;
const LAST_HEALINGS = 10;
const MIB = 2 ** 20;

const milliseconds = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : `${Math.round(ms)}ms`;

const serverView: View<Server> = {
  id: ({ id }) => id,
  name: ({ host }) => host,
  columns: [
    { name: 'server', value: ({ host, pid }) => `${host}/${pid}` },
    { name: 'state', value: ({ state }) => state },
    { name: 'roles', value: ({ roles }) => roles.join(',') },
    { name: 'version', value: ({ version }) => version },
    { name: 'started', kind: 'time', value: ({ startedAt }) => startedAt },
    { name: 'loop', value: ({ load }) => milliseconds(load?.loopDelayMs) },
    { name: 'store', value: ({ load }) => milliseconds(load?.storeMs) },
    { name: 'late', value: ({ load }) => milliseconds(load?.latenessMs) },
    { name: 'memory', value: ({ load }) => load && `${Math.round(load.rssBytes / MIB)}Mi` },
    { name: 'workers', value: ({ load }) => load?.workers },
    { name: 'puts-off', value: ({ load }) => load?.putOff.join(',') },
  ],
};

const dutyView: View<NonNullable<Health['duties']>[number]> = {
  id: ({ name }) => name,
  name: ({ name }) => name,
  columns: [
    { name: 'duty', value: ({ name }) => name },
    { name: 'state', value: ({ state }) => state },
    { name: 'leader', value: ({ terms: [now] }) => now?.host ?? now?.server },
    { name: 'term', value: ({ terms: [now] }) => now?.term },
    { name: 'since', kind: 'time', value: ({ terms: [now] }) => now?.since },
  ],
};

const healingView: View<Healing> = {
  id: ({ id }) => String(id),
  name: ({ kind, object }) => `${kind} ${object ?? ''}`.trim(),
  columns: [
    { name: 'healed', kind: 'time', value: ({ at }) => at },
    { name: 'object', value: ({ object, count }) => object ?? `${count}` },
    { name: 'what was done', value: ({ done }) => done },
    { name: 'by', value: ({ host, server }) => host ?? server },
  ],
};

export const examples = `
  carillon health
  carillon health -o json --environment prod
`;

export const define: DefineCommand = (command, { terminal, connect, exitWith }) => {
  outputOptions(connectionOptions(command), ['table', 'json']).action(async (flags: ServerFlags & OutputFlags) => {
    const { client } = await connect(flags);
    const probes = await probe(client);
    if (probes.some(({ status }) => status >= 300)) exitWith(EXIT.error);
    const platform = await readPlatform(client);
    if (flags.output === 'json')
      return printJson({ apiVersion: 'carillon/v1', kind: 'Health', probes, ...platform }, flags, terminal);

    const colors = colorsFor(terminal, terminal.isOutTty);
    terminal.err(`${client.server}\n`);
    for (const { name, status } of probes) {
      const isWell = status < 300;
      terminal.out(
        `${isWell ? colors.green('✓ yes') : colors.red('✕ no ')}  ${name.padEnd(7)}  ${PROBES[name]}${isWell ? '' : ` (HTTP ${status})`}\n`,
      );
    }
    if (!platform) return;
    const { platform: health, healings } = platform;
    terminal.out('\n');
    await printList(health.servers, serverView, flags, terminal, 'no server has told of itself yet');
    if (health.duties && health.duties.length > 0) {
      terminal.out('\n');
      await printList(health.duties, dutyView, flags, terminal);
    }
    for (const { consumer, behind } of health.events ?? [])
      if (behind > 0)
        terminal.out(`\n${behind} ${behind === 1 ? 'event is' : 'events are'} still to be told to ${consumer}\n`);
    terminal.out('\n');
    await printList(healings, healingView, flags, terminal, 'nothing had to be made good in the last 30 days');
    const wrong = (health.findings ?? []).filter(({ severity }) => severity !== 'info').length;
    if (wrong > 0) terminal.err(`\n${wrong} ${wrong === 1 ? 'thing is' : 'things are'} wrong: carillon doctor\n`);
  });
};

interface Probe {
  readonly name: keyof typeof PROBES;
  readonly status: number;
}

async function probe(client: Client): Promise<readonly Probe[]> {
  const probes: Probe[] = [];
  for (const name of Object.keys(PROBES) as Probe['name'][])
    probes.push({ name, status: (await client.request({ path: `/health/${name}` })).status });
  return probes;
}

/** Undefined where the server does not tell: without a token, before it is ready, or when it is older than this program. */
async function readPlatform(client: Client): Promise<{ platform: Health; healings: readonly Healing[] } | undefined> {
  try {
    const platform = await client.health.get();
    return { platform, healings: (await client.health.healings({ limit: LAST_HEALINGS })).items };
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}
