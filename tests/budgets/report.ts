/** What was measured last on a set, as a page: no figure in it is typed by hand. */
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Measured } from './budgets.ts';
import type { Sizes } from './fixture-set.ts';

const DOCS = path.resolve(import.meta.dirname, '../../docs/performance');

export async function writeReport(set: string, sizes: Sizes, measured: readonly Measured[]): Promise<void> {
  const commit = execFileSync('git', ['rev-parse', '--short=10', 'HEAD'], { cwd: DOCS, encoding: 'utf8' }).trim();
  const at = new Date().toISOString().slice(0, 16).replace('T', ' ');
  const rows = measured.map(
    ({ budget, value, unit, limit, isKept }) =>
      `| ${budget} | ${value} ${unit} | ${unit === 'fps' ? '≥' : '≤'} ${limit} | ${isKept ? 'kept' : '**not kept**'} |`,
  );
  const text = `# Budgets of the console, set ${set}

Written by \`npm run test:budgets -- --set ${set} --report\`: headless Chromium, drawing in software on ${os.cpus().length} cores that it
shares with the server and the database. ${Object.entries(sizes)
    .map(([name, size]) => `${name} ${(size as number).toLocaleString('en').replaceAll(',', '\u202f')}`)
    .join(' · ')}.

| what | measured | budget | |
|---|---|---|---|
${rows.join('\n')}

<sub>${at} UTC, commit ${commit}, load ${os.loadavg()[0]?.toFixed(0)}</sub>
`;
  await writeFile(path.join(DOCS, `console-${set}.md`), text);
}
