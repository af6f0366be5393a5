// `npm run -s bench -- --help`
import { measureApi } from './api.mjs';
import { readArguments } from './arguments.mjs';
import { measureBacklog } from './backlog.mjs';
import { measureCommands } from './commands.mjs';
import { costText, measureCost } from './cost.mjs';
import { growthText, measureGrowth } from './growth/measure.mjs';
import { measureHeld } from './held.mjs';
import { measureIdle } from './idle.mjs';
import { measureMemory } from './memory.mjs';
import { COMPARED, measureOwn, SIZE } from './own.mjs';
import { keepFigures, partOf } from './page/figures.mjs';
import { factsOfMachine, load } from './page/machine.mjs';
import { writePages } from './page/write.mjs';
import { installPeers, measurePeer } from './peers.mjs';
import { lineOf, textOf, withRatios } from './report.mjs';
import { unlessInterrupted } from './undo.mjs';

/** Each answers with one result, or with one for each figure. */
const ALONE = {
  backlog: () => measureBacklog(asked),
  held: measureHeld,
  api: () => measureApi(asked),
  idle: measureIdle,
  commands: measureCommands,
  memory: () => measureMemory(asked),
};

const asked = readArguments({ compared: COMPARED, alone: [...Object.keys(ALONE), 'growth', 'cost'] });
const { databaseUrl } = asked;
// Between systems a few repetitions prove nothing on a noisy machine.
const reps = asked.reps ?? (asked.peers.length > 0 ? 5 : 3);
const size = { ...SIZE, tasks: asked.tasks, schedules: asked.due, stored: asked.stored };

if (asked.peers.length > 0) installPeers();
await unlessInterrupted(async () => {
  for (const workload of asked.workloads) for (const measure of measurementsOf(workload)) await keeping(measure);
});

/** What is kept together: functions that say lines. */
function measurementsOf(workload) {
  if (workload === 'growth')
    return asked.axes.map(
      (axis) => (say) => measureGrowth({ axis, reps, most: asked.most }, (line) => say(line, growthText(line))),
    );
  const [linesOf, textOfLine] =
    workload === 'cost' ? [() => measureCost(size), costText] : [() => compare(workload), textOf];
  return [
    async (say) => {
      for (const line of await linesOf()) say(line, textOfLine(line));
    },
  ];
}

/** Lines are said at once, and with `--report` also kept when all of the part are known. */
async function keeping(measure) {
  const before = load();
  const lines = [];
  await measure((line, text) => {
    lines.push(line);
    process.stdout.write(`${asked.json ? JSON.stringify(line) : text}\n`);
  });
  if (!asked.report) return;
  keepFigures(partOf(lines[0]), {
    at: new Date().toISOString(),
    machine: factsOfMachine(),
    load: { before, after: load() },
    lines,
  });
  writePages();
}

/** The systems take turns: a slow minute of the machine then touches all of them. */
async function compare(workload) {
  const isCompared = COMPARED.includes(workload);
  const measured = new Map(['carillon', ...(isCompared ? asked.peers : [])].map((system) => [system, []]));
  for (let rep = 0; rep < reps; rep++) {
    for (const [system, results] of measured) {
      const result = await (system === 'carillon'
        ? measureCarillon(workload)
        : measurePeer(system, workload, size, { databaseUrl }));
      if (result) results.push(...[result].flat());
      else measured.delete(system);
      if (!asked.json) process.stderr.write('.');
    }
  }
  if (!asked.json) process.stderr.write('\n');
  const lines = withRatios([...measured].flatMap(([system, results]) => byFigure(workload, system, results)));
  if (workload === 'throughput' && size.tasks !== SIZE.tasks)
    return lines.map((line) => ({ ...line, tasks: size.tasks }));
  if (workload === 'cron' && size.schedules !== SIZE.schedules)
    return lines.map((line) => ({ ...line, schedules: size.schedules }));
  return lines;
}

function byFigure(workload, system, results) {
  const figures = [...new Set(results.map(({ figure }) => figure))];
  return figures.map((figure) =>
    lineOf(
      workload,
      system,
      results.filter((result) => result.figure === figure),
    ),
  );
}

function measureCarillon(workload) {
  return ALONE[workload]?.() ?? measureOwn(workload, size, { databaseUrl });
}
