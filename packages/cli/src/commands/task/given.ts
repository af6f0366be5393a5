/** `--given extract.rows=3` and `--ended extract=failed`: what a test reads of other tasks. */
import type { Json } from '@carillon/core';
import { jsonOrText } from '@carillon/core/json-values';
import type { TestTask } from '@carillon/sdk';
import { usageError } from '../../command-error.ts';

type Given = NonNullable<TestTask['given']>;
const ENDS = ['success', 'failed', 'upstream_failed', 'skipped', 'stopped'] as const;

interface Building {
  state?: (typeof ENDS)[number];
  outputs?: Record<string, Json>;
}

export function givenTasks(outputs: readonly string[] = [], ends: readonly string[] = []): Given | undefined {
  const given: Record<string, Building> = {};
  for (const text of outputs) {
    const [place, value] = cut(text, '=', '--given extract.rows=3');
    const [task, output] = cut(place, '.', '--given extract.rows=3');
    const one = (given[task] ??= {});
    (one.outputs ??= {})[output] = jsonOrText(value);
  }
  for (const text of ends) {
    const [task, state] = cut(text, '=', '--ended extract=failed');
    const known = ENDS.find((end) => end === state);
    if (!known) throw usageError(`no task ends as '${state}'`, `take one of ${ENDS.join(', ')}`);
    (given[task] ??= {}).state = known;
  }
  return Object.keys(given).length === 0 ? undefined : given;
}

/** At the last dot of a task's id, which may be one of a group, and at the first sign of equality. */
function cut(text: string, at: '=' | '.', example: string): [string, string] {
  const place = at === '.' ? text.lastIndexOf(at) : text.indexOf(at);
  if (place < 1) throw usageError(`'${text}' says nothing of a task`, `write it as ${example}`);
  return [text.slice(0, place), text.slice(place + 1)];
}
