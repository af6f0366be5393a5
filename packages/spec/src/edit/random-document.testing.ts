/** Random workflows as people write them: block and flow, quotes, comments, blank lines, anchors, line ends. */
import fc from 'fast-check';

/** Draws of a random text, so that a failing one shrinks to a short tape. */
interface Tape {
  below(count: number): number;
}

function tapeOf(draws: readonly number[]): Tape {
  let at = 0;
  return { below: (count) => (draws[at++ % draws.length] ?? 0) % count };
}

export interface RandomDocument {
  readonly text: string;
  readonly tasks: readonly string[];
}

export const randomDocument: fc.Arbitrary<RandomDocument> = fc
  .array(fc.nat({ max: 997 }), { minLength: 5, maxLength: 120, size: 'max' })
  .map((draws) => writeDocument(tapeOf(draws)));

const NAMES = ['extract', 'load', 'check', 'report', 'clean_up', 'send'];
const TYPES = ['shell', 'noop', 'http'];
const COMMENTS = ['# keep: finance asked', '#', '# tasks: { a: b }, "c"', '# 中文'];

function writeDocument(tape: Tape): RandomDocument {
  const names = NAMES.slice(0, 1 + tape.below(NAMES.length));
  const eol = tape.below(8) === 0 ? '\r\n' : '\n';
  const json = tape.below(12) === 0;
  const text = json ? JSON.stringify(valueOf(tape, names), null, tape.below(2) * 2) : blockDocument(tape, names);
  const ended = tape.below(4) === 0 ? text.trimEnd() : `${text.trimEnd()}\n${gap(tape, 0)}`;
  return { text: ended.replaceAll('\n', eol), tasks: names };
}

function valueOf(tape: Tape, names: readonly string[]): object {
  const tasks = names.map((name, no) => [
    name,
    { type: 'shell', needs: needsOf(tape, names, no), with: { script: 'true' } },
  ]);
  return { kind: 'Workflow', name: 'a', tasks: Object.fromEntries(tasks) };
}

const needsOf = (tape: Tape, names: readonly string[], no: number): readonly string[] =>
  names.slice(0, no).filter(() => tape.below(2) === 0);

function blockDocument(tape: Tape, names: readonly string[]): string {
  const indent = [2, 4, 1][tape.below(3)] ?? 2;
  const head = `${gap(tape, 0)}kind: Workflow${trail(tape)}\nname: ${quote(tape, 'random')}\n${anchored(tape)}${gap(tape, 0)}`;
  const isShared = head.includes('&shared');
  const tasks =
    tape.below(6) === 0
      ? `tasks: ${flowTasks(tape, names)}${trail(tape)}\n`
      : `tasks:${trail(tape)}\n${names.map((name, no) => gap(tape, indent) + blockTask(tape, names, no, { indent, isShared })).join('')}`;
  const rest =
    tape.below(3) === 0
      ? `outputs:\n${' '.repeat(indent)}all: "\${{ tasks.${names[0]}.outputs.rows }}"${trail(tape)}\n`
      : '';
  return head + tasks + gap(tape, tape.below(2) * indent) + rest;
}

/** An anchor that a task may use. */
const anchored = (tape: Tape): string =>
  tape.below(3) === 0 ? `env: &shared { A: b }${trail(tape)}\n` : `timeout: 1h\n`;

function blockTask(
  tape: Tape,
  names: readonly string[],
  no: number,
  { indent, isShared }: { readonly indent: number; readonly isShared: boolean },
): string {
  const pad = ' '.repeat(indent);
  const name = names[no] ?? '';
  if (tape.below(5) === 0) return `${pad}${quote(tape, name)}: ${flowTask(tape, names, no)}${trail(tape)}\n`;
  const anchor = tape.below(6) === 0 ? ` &${name}_anchor` : '';
  if (isShared && tape.below(6) === 0) return `${pad}${name}: { type: noop, env: *shared }${trail(tape)}\n`;
  const inside = pad + ' '.repeat(indent);
  const fields = [
    `${inside}type: ${quote(tape, TYPES[tape.below(TYPES.length)] ?? 'noop')}${trail(tape)}\n`,
    isShared && tape.below(3) === 0 ? `${inside}env: *shared${trail(tape)}\n` : '',
    blockNeeds(tape, needsOf(tape, names, no), inside, indent),
    blockWith(tape, names, no, inside, indent),
    blockRunning(tape, inside, indent),
  ].map((field) => field + (tape.below(6) === 0 ? gap(tape, indent * 2) : ''));
  return `${pad}${quote(tape, name)}:${anchor}${trail(tape)}\n${fields.join('')}`;
}

function blockNeeds(tape: Tape, needs: readonly string[], inside: string, indent: number): string {
  if (needs.length === 0) return '';
  if (tape.below(2) === 0) return `${inside}needs: ${flowList(tape, needs)}${trail(tape)}\n`;
  const pad = tape.below(2) === 0 ? inside : inside + ' '.repeat(indent);
  return `${inside}needs:${trail(tape)}\n${needs.map((need) => `${pad}- ${quote(tape, need)}${trail(tape)}\n`).join('')}`;
}

function blockWith(tape: Tape, names: readonly string[], no: number, inside: string, indent: number): string {
  const pad = inside + ' '.repeat(indent);
  switch (tape.below(5)) {
    case 0:
      return '';
    case 1:
      return `${inside}with:\n${pad}script: |${trail(tape)}\n${pad}${' '.repeat(indent)}echo # no comment\n\n${pad}${' '.repeat(indent)}true\n${tape.below(2) ? '\n' : ''}`;
    case 2:
      return `${inside}with: { script: "true", args: ["\${{ tasks.${names[Math.max(0, no - 1)]}.outputs.rows }}"] }\n`;
    case 3:
      return `${inside}with:\n${pad}script: >+${trail(tape)}\n${pad}${' '.repeat(indent)}true\n\n\n`;
    default:
      return `${inside}with:${trail(tape)}\n${pad}script: ${quote(tape, 'true x')}${trail(tape)}\n`;
  }
}

/** How it runs: what forms write beside the type's own fields. */
function blockRunning(tape: Tape, inside: string, indent: number): string {
  const pad = inside + ' '.repeat(indent);
  switch (tape.below(8)) {
    case 0:
      return `${inside}retry: { max: 3, backoff: fixed }${trail(tape)}\n`;
    case 1:
      return `${inside}retry:${trail(tape)}\n${pad}initial: 5s${trail(tape)}\n`;
    case 2:
      return `${inside}outputs:\n${pad}rows: ${quote(tape, 'integer')}${trail(tape)}\n${gap(tape, indent * 3)}${pad}day: string\n`;
    case 3:
      return `${inside}forEach: { items: [1, 2], max: 1 }${trail(tape)}\n${inside}rule: ${quote(tape, 'all_done')}\n`;
    case 4:
      return `${inside}workers:\n${pad}labels: { gpu: [a10, "l4"] }${trail(tape)}\n`;
    default:
      return '';
  }
}

function flowTasks(tape: Tape, names: readonly string[]): string {
  const isWide = tape.below(2) === 0;
  const tasks = names.map((name, no) => `${quote(tape, name)}: ${flowTask(tape, names, no)}`);
  const tail = tape.below(3) === 0 ? ',' : '';
  if (isWide) return `{ ${tasks.join(', ')}${tail} }`;
  return `{\n    ${tasks.join(`,${trail(tape)}\n    `)}${tail}${trail(tape)}\n  }`;
}

function flowTask(tape: Tape, names: readonly string[], no: number): string {
  const needs = needsOf(tape, names, no);
  const written = needs.length > 0 ? [`needs: ${flowList(tape, needs)}`] : [];
  return `{ ${[`type: ${TYPES[tape.below(TYPES.length)]}`, ...written].join(', ')}${tape.below(4) === 0 ? ', ' : ' '}}`;
}

const flowList = (tape: Tape, names: readonly string[]): string =>
  `[${names.map((name) => quote(tape, name)).join(', ')}${tape.below(5) === 0 ? ',' : ''}]`;

function quote(tape: Tape, text: string): string {
  const style = tape.below(6);
  return style === 0 ? `"${text}"` : style === 1 ? `'${text}'` : text;
}

const trail = (tape: Tape): string => (tape.below(4) === 0 ? ` ${COMMENTS[tape.below(COMMENTS.length)]}` : '');

/** Comments and empty lines between fields. */
function gap(tape: Tape, indent: number): string {
  const lines = ['', `${' '.repeat(indent)}${COMMENTS[tape.below(COMMENTS.length)]}`];
  return Array.from({ length: [0, 0, 0, 1, 2][tape.below(5)] ?? 0 }, () => `${lines[tape.below(2)]}\n`).join('');
}
