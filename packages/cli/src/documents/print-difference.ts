/** The difference of a workflow as people read it: sentences, then tasks and what they need, then lines. */
import { Option } from 'commander';
import { oneOf } from '../options.ts';
import type { Colors } from '../output/paint.ts';
import { plainText } from '../text/safe-text.ts';
import type { GraphTask, WorkflowDifference } from './workflow-difference.ts';

const FORMS = ['sentences', 'graph', 'text'] as const;
type Form = (typeof FORMS)[number];

export interface FormFlags {
  readonly as?: readonly Form[];
}

export const formOption = (): Option =>
  new Option('--as <forms>', `of a workflow: ${FORMS.join(', ')}, separated by commas (sentences,graph)`).argParser(
    oneOf('form', FORMS),
  );

export const formsOf = ({ as = ['sentences', 'graph'] }: FormFlags): readonly Form[] => as;

const ROW_MARKS = { same: ' ', added: '+', removed: '-', skipped: '⋯' } as const;

export function differenceText(
  { changes, graph, lines }: WorkflowDifference,
  forms: readonly Form[],
  colors: Colors,
): string {
  const parts: Readonly<Record<Form, readonly string[]>> = {
    sentences:
      changes.length === 0
        ? ['  only its text: it does the same']
        : changes.map(({ sentence }) => `  ${plainText(sentence)}`),
    graph: graph.map((task) => `  ${painted(task.mark, taskText(task), colors)}`),
    text: lines.map(({ kind, text }) => `  ${painted(ROW_MARKS[kind], plainText(text), colors)}`),
  };
  return forms
    .map((form) => parts[form])
    .filter((part) => part.length > 0)
    .map((part) => `${part.join('\n')}\n`)
    .join('\n');
}

/** `load ← extract, +check`: an arrow that comes or goes is marked where its task is not. */
function taskText({ task, mark, needs }: GraphTask): string {
  const shown = needs.map((need) => (need.mark === ' ' || need.mark === mark ? need.task : need.mark + need.task));
  return needs.length === 0 ? task : `${task} ← ${shown.join(', ')}`;
}

function painted(mark: string, text: string, colors: Colors): string {
  const line = `${mark} ${text}`;
  if (mark === '+') return colors.green(line);
  if (mark === '-') return colors.red(line);
  return mark === '~' ? colors.yellow(line) : colors.dim(line);
}
