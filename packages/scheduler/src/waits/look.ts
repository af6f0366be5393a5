/** One look at what a task run waits for. */
import {
  type JsonObject,
  problemReason,
  type Reason,
  type Said,
  type SecretField,
  type WaitAnswer,
  type WaitRecord,
} from '@carillon/core';

export type Look =
  | { readonly kind: 'met'; readonly output: JsonObject }
  | { readonly kind: 'failed'; readonly reason: Reason }
  /** `nextMs` until the next look, where it is not the usual one. */
  | { readonly kind: 'waiting'; readonly answer: WaitAnswer | undefined; readonly nextMs?: number };

export type Looker = (wait: WaitRecord) => Promise<Look>;

/** What is kept of a wait when it begins: its resolved fields, and what they are read against. */
export interface WaitSpec {
  readonly with: JsonObject;
  readonly secrets?: readonly SecretField[];
  readonly project: string;
  readonly workflow: string;
  readonly environment: string;
  /** The own logical time, else when the run was accepted. RFC 3339. */
  readonly base: string;
  readonly zone: string;
}

export const specOf = (wait: WaitRecord): WaitSpec => wait.spec as unknown as WaitSpec;

export const textField = (fields: JsonObject, name: string): string | undefined => {
  const value = fields[name];
  return typeof value === 'string' ? value : undefined;
};

export const refusal = (problem: Said): Look => ({ kind: 'failed', reason: problemReason('WAIT_REFUSED', problem) });
