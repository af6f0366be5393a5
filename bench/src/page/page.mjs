// docs/performance.md, written whole from what was measured; no figure in it is typed by hand.
import { AXES } from '../growth/axes.mjs';
import { BARS, isReached } from './bars.mjs';
import { plotOf } from './plot.mjs';
import { SECTIONS } from './sections.mjs';

/** @param figures by part. @returns texts by their path below docs */
export function pagesOf(figures) {
  const axes = Object.keys(AXES).filter((axis) => figures[`growth ${axis}`]);
  const plots = axes.map((axis) => [`performance/${axis}.svg`, growthPlot(axis, stepsOf(figures, axis))]);
  const page = [
    '# Performance',
    '',
    'Written by `npm run bench -- --report`, which measures and rewrites this page ([how](../bench/README.md)).',
    'What is measured is the whole path as a user has it: API with authentication, PostgreSQL with fsync on, scheduler, stream,',
    'a worker in a process of its own, every result stored.',
    '',
    ...machineLines(figures),
    '## Bars',
    '',
    ...barLines(figures),
    ...SECTIONS.flatMap((section) => sectionLines(section, figures)),
    ...growthLines(axes, figures),
  ];
  return Object.fromEntries([['performance.md', `${page.join('\n').trimEnd()}\n`], ...plots]);
}

function machineLines(figures) {
  const newest = Object.values(figures).sort((a, b) => b.at.localeCompare(a.at))[0];
  if (!newest) return ['Nothing has been measured yet.', ''];
  const { processor, cores, memoryGiB, system, node, postgres } = newest.machine;
  return [
    `Machine: ${cores} × ${processor}, ${memoryGiB} GiB, ${system}; Node ${node}, PostgreSQL ${postgres}. Everything, the load and the`,
    'peers included, runs on it. *Load* is how many processes wanted a core in the minute before and at the end: what is far above',
    'the number of cores was measured beside other work, and absolute figures are worse than on a quiet machine.',
    '',
  ];
}

function barLines(figures) {
  const rows = BARS.map((bar) => {
    const lines = figures[bar.part]?.lines;
    const found = lines && bar.of(lines);
    const wanted = bar.least === undefined ? `≤ ${bar.most}` : `≥ ${numberOf(bar.least)}`;
    if (!found) return [bar.what, wanted, '', 'not measured'];
    const shown = `${numberOf(found.value)}${found.against ? ` (${found.against})` : ''}`;
    return [bar.what, wanted, shown, isReached(bar, found.value) ? 'reached' : '**not reached**'];
  });
  return table(['what', 'bar', 'measured', ''], rows);
}

function sectionLines({ title, text, parts }, figures) {
  const measured = parts.filter(([part]) => figures[part]);
  if (measured.length === 0) return [];
  const lines = measured.flatMap(([part, name, what]) => [
    `### ${name}`,
    '',
    what,
    '',
    ...partLines(figures[part]),
    '',
  ]);
  return [`## ${title}`, '', ...(text === '' ? [] : [text, '']), ...lines];
}

function partLines(part) {
  const rows = part.lines.some((line) => line.what) ? costTable(part.lines) : resultTable(part.lines);
  return [...rows, stampOf(part)];
}

function resultTable(lines) {
  const has = (key) => lines.some((line) => line[key] !== undefined);
  const unit = new Set(lines.map((line) => line.unit)).size === 1 ? lines[0].unit : undefined;
  const columns = [
    [has('figure') ? 'figure' : 'system', (line) => line.figure ?? line.system],
    [unit ? `median, ${unit}` : 'median', (line) => `${numberOf(line.median)}${unit ? '' : ` ${line.unit}`}`],
    ['min – max', (line) => (line.reps > 1 ? `${numberOf(line.min)} – ${numberOf(line.max)}` : '')],
    ...(has('p99') ? [['p99, ms', (line) => numberOf(line.p99)]] : []),
    ['repetitions', (line) => line.reps],
    ...(has('ratio') ? [['Carillon is ×', (line) => numberOf(line.ratio)]] : []),
    ...(has('ratioP99') ? [['p99 ×', (line) => numberOf(line.ratioP99)]] : []),
  ];
  const beside = lines.map(besideOf).filter(Boolean);
  return [
    ...table(
      columns.map(([name]) => name),
      lines.map((line) => columns.map(([, of]) => of(line))),
    ),
    ...[...new Set(beside)].flatMap((text) => [text, '']),
  ];
}

const TOLD = [
  'workload',
  'system',
  'figure',
  'unit',
  'median',
  'min',
  'max',
  'reps',
  'p99',
  'ratio',
  'ratioP99',
  'tasks',
];

/** What a line says beyond its columns; what was refused is of its figure alone. */
function besideOf(line) {
  const rest = Object.entries(line).filter(([key]) => !TOLD.includes(key));
  const text = rest
    .map(([key, value]) => `${key}: ${typeof value === 'object' ? pairsOf(value) : numberOf(value)}`)
    .join('; ');
  return line.refused === undefined ? text : `${text} (${line.figure})`;
}

const pairsOf = (value) =>
  Object.entries(value)
    .map(([key, one]) => `${key} ${numberOf(one)}`)
    .join(', ');

function costTable(lines) {
  const names = ['inserted', 'updated', 'deleted', 'commits', 'walBytes'];
  return table(
    ['what', '', ...names.slice(0, -1), 'bytes of WAL'],
    lines.map((line) => [line.what, line.unit, ...names.map((name) => numberOf(line[name]))]),
  );
}

const stepsOf = (figures, axis) => figures[`growth ${axis}`].lines.filter((line) => line.unit !== 'exponent');

function growthLines(axes, figures) {
  if (axes.length === 0) return [];
  return [
    '## Growth',
    '',
    'The time for one at each size. The exponent says with which power of the size it grows, from the size at which it was least',
    'to the largest: 0 is linear, 1 would be quadratic. Above the bar it is a defect.',
    '',
    ...axes.flatMap((axis) => {
      const part = figures[`growth ${axis}`];
      const steps = stepsOf(figures, axis);
      const growth = part.lines.find((line) => line.unit === 'exponent');
      return [
        `### ${capital(AXES[axis].what)}`,
        '',
        `![${AXES[axis].what}](performance/${axis}.svg)`,
        '',
        ...table(
          ['size', `median, ${AXES[axis].unit}`, 'min – max', 'repetitions', 'server, MiB'],
          steps.map((line) => [
            numberOf(line.at),
            numberOf(line.median),
            `${numberOf(line.min)} – ${numberOf(line.max)}`,
            line.reps,
            numberOf(line.rssMiB),
          ]),
        ),
        ...(growth ? [growthSentence(growth), ''] : []),
        stampOf(part),
        '',
      ];
    }),
  ];
}

const growthSentence = ({ median, min, max, bytesPerUnit, isDefect }) =>
  `Exponent ${numberOf(median)} (${numberOf(min)} – ${numberOf(max)}), memory ${numberOf(bytesPerUnit)} bytes for each more: ${isDefect ? '**dearer than linear, a defect**' : 'no dearer than linear'}.`;

const growthPlot = (axis, steps) =>
  plotOf({
    title: `${AXES[axis].unit}, by ${AXES[axis].what}`,
    xLabel: AXES[axis].what,
    yLabel: AXES[axis].unit,
    points: steps.map(({ at, median, min, max }) => ({ at, value: median, min, max })),
  });

const stampOf = ({ at, machine, load }) =>
  `<sub>${at.slice(0, 16).replace('T', ' ')} UTC, commit ${machine.commit}, load ${load.before} → ${load.after}</sub>`;

const capital = (text) => `${text[0].toUpperCase()}${text.slice(1)}`;

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line), ''];
}

/** Four digits at most, thousands apart. */
function numberOf(value) {
  if (value === undefined) return '';
  const rounded = Number(value.toPrecision(4));
  return Math.abs(rounded) >= 1_000 ? Math.round(value).toLocaleString('en').replaceAll(',', ' ') : String(rounded);
}
