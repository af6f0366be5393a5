/** Names under which waits are woken, within an environment. A wake is a hint to look: what is true stands elsewhere. */

/** A wait with a key is woken by that key alone. */
export const signalTopic = (project: string, name: string, key: string | undefined): string =>
  key === undefined ? `signal/${project}/${name}` : `signal/${project}/${name}/${key}`;

export const runTopic = (project: string, workflow: string): string => `run/${project}/${workflow}`;
export const datasetTopic = (project: string, dataset: string): string => `dataset/${project}/${dataset}`;
