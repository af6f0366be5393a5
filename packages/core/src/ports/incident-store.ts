/** What happened to the store itself: commits it may have lost, steps of its clock. */
import type { JsonObject } from '../definition/document.ts';
import type { OpenClockStep } from '../incident/clock-verdict.ts';

export const INCIDENT_KINDS = ['store_failed_over', 'store_restored', 'clock_stepped'] as const;
export type IncidentKind = (typeof INCIDENT_KINDS)[number];

export interface Incident {
  readonly id: string;
  readonly kind: IncidentKind;
  readonly noticedAt: Date;
  /** What was committed in between may be gone. */
  readonly risk: { readonly from: Date; readonly until: Date } | undefined;
  readonly details: JsonObject;
  /** Absent while it is open. */
  readonly end: { readonly at: Date; readonly by: string } | undefined;
}

export interface IncidentStore {
  /** The newest first. */
  incidents(filter: { readonly open?: boolean | undefined; readonly limit: number }): Promise<readonly Incident[]>;
  /** Ends it: somebody knows of it, and a clock that stepped is right. */
  confirmIncident(id: string, actor: string): Promise<'confirmed' | 'ended' | 'not_found'>;
}

export interface ClockWitnessStore {
  /** The store's clock moved by so much against this server's monotonic one; many servers may tell of one step. */
  noteClockStep(stepMs: number): Promise<void>;
  /** Says how far a server's own clock is ahead of the store's; the step that is open, if one is. */
  witnessClock(server: string, wallAheadMs: number): Promise<OpenClockStep | undefined>;
  /** Most agree with it again. */
  endClockStep(): Promise<void>;
  /** This server looks no more. */
  leaveClock(server: string): Promise<void>;
}
