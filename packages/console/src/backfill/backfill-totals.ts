import type { Backfill } from '@carillon/protocol';

export type Totals = Backfill['totals'];
/** In the order in which a bar shows them. */
export const DATE_STATES = ['success', 'skipped', 'failed', 'stopped', 'cancelled', 'running', 'planned'] as const;

export const sumOf = (totals: Totals): number => DATE_STATES.reduce((sum, state) => sum + totals[state], 0);

/** Dates about which nothing more will happen. */
export const doneOf = (totals: Totals): number => sumOf(totals) - totals.running - totals.planned;
