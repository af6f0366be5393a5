/** Task types this version runs. `inline` ones are carried out by the scheduler and hold no worker slot. */
export const TASK_TYPES = {
  shell: { inline: false },
  python: { inline: false },
  node: { inline: false },
  http: { inline: false },
  sql: { inline: false },
  quality: { inline: false },
  notify: { inline: false },
  function: { inline: false },
  wait: { inline: true },
  noop: { inline: true },
  switch: { inline: true },
  approval: { inline: true },
  workflow: { inline: true },
  group: { inline: true },
  map_reduce: { inline: true },
} as const satisfies Record<string, { inline: boolean }>;
export type TaskType = keyof typeof TASK_TYPES;

/** Names that later versions bring; a document that uses one is refused by name instead of as unknown. */
export const PLANNED_TASK_TYPES: readonly string[] = [
  'docker',
  'kubernetes',
  'spark',
  'flink',
  'datax',
  'dbt',
  'ssh',
  'java',
  'serverless',
  'wasm',
];
