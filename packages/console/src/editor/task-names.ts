/** Names and contents of tasks that are added by hand. */
import type { JsonObject } from '@carillon/core';
import type { EditedTask } from './language.ts';

/** The type's name, with a number from the second on. */
export function freeName(type: string, tasks: readonly Pick<EditedTask, 'id'>[]): string {
  const taken = new Set(tasks.map(({ id }) => id));
  for (let no = 1; ; no += 1) {
    const name = no === 1 ? type : `${type}_${no}`;
    if (!taken.has(name)) return name;
  }
}

/** Enough to be valid where that can be known; what only the author knows is left as a problem to solve. */
const FIRST: Readonly<Record<string, JsonObject>> = {
  shell: { script: 'echo "hello"\n' },
  python: { script: 'print("hello")\n' },
  node: { script: 'console.log("hello");\n' },
  http: { url: 'https://example.org/' },
  sql: { query: 'select 1' },
  switch: { cases: [] },
  wait: { for: '5m' },
};

export function newTask(type: string, needs: readonly string[]): JsonObject {
  const fields = FIRST[type];
  return { type, ...(needs.length > 0 && { needs }), ...(fields && { with: fields }) };
}
