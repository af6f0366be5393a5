/** What the page of a backfill shows, as it stands in its address. */
export const parseBackfillView = ({ as }: Record<string, unknown>): { as?: 'table' } => (as === 'table' ? { as } : {});
