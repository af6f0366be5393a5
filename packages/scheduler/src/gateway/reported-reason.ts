/**
 * Why an attempt ended as its worker tells it. Nothing but its code and its values is the worker's to say, and for
 * translation the same once more.
 */
import { type Reason, type ReasonCode, saidAs } from '@carillon/core';
import { storableJson } from './reported-json.ts';

const VALUES = new Set(['string', 'number', 'boolean']);

/** What is no reason is an error of the user's program. */
export function reportedReason(text: string): Reason {
  const reported = JSON.parse(storableJson(text) ?? 'null') as {
    readonly code?: unknown;
    readonly params?: unknown;
    readonly said?: unknown;
  } | null;
  if (typeof reported?.code !== 'string') return { code: 'USER_ERROR' };
  const values = Object.entries(reported.params ?? {}).filter(([, value]) => VALUES.has(typeof value));
  if (values.length === 0) return { code: reported.code as ReasonCode };
  const params = Object.fromEntries(values) as NonNullable<Reason['params']>;
  const said = saidAs(String(params['problem'] ?? params['message']), reported.said);
  return { code: reported.code as ReasonCode, params, ...(said && { said }) };
}
