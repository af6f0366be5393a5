/** What the page of datasets shows, as it stands in its address. */
import { textOf } from '../parts/search-words.ts';

export const DEPTHS = [1, 2, 3, 5, 10] as const;
export const DEPTH = 2;

export interface DatasetSearch {
  q?: string;
  /** The dataset that is open. */
  name?: string;
  view?: 'lineage';
  /** Around which lineage is drawn, where it is no dataset. */
  workflow?: string;
  depth?: number;
}

/** What it does not know is left out. */
export function parseDatasetSearch(written: Record<string, unknown>): DatasetSearch {
  const [q, name, workflow] = [textOf(written['q']), textOf(written['name']), textOf(written['workflow'])];
  const depth = DEPTHS.find((known) => known === Number(written['depth']));
  return {
    ...(q !== undefined && { q }),
    ...(name !== undefined && { name }),
    ...(written['view'] === 'lineage' && { view: 'lineage' }),
    ...(workflow !== undefined && { workflow }),
    ...(depth !== undefined && { depth }),
  };
}

/** As the server is asked for it; undefined: all of the project. */
export const rootIn = ({ name, workflow }: DatasetSearch): string | undefined =>
  name !== undefined ? `dataset:${name}` : workflow !== undefined ? `workflow:${workflow}` : undefined;
