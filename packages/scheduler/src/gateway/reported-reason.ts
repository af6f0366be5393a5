/** Why an attempt ended as its worker tells it. Nothing but its code and its values is the worker's to say. */
import type { Reason, ReasonCode } from '@carillon/core';
import { storableJson } from './reported-json.ts';

const VALUES = new Set(['string', 'number', 'boolean']);

/** What is no reason is an error of the user's program. */
export function reportedReason(text: string): Reason {
  const reported = JSON.parse(storableJson(text) ?? 'null') as {
    readonly code?: unknown;
    readonly params?: unknown;
  } | null;
  if (typeof reported?.code !== 'string') return { code: 'USER_ERROR' };
  const values = Object.entries(reported.params ?? {}).filter(([, value]) => VALUES.has(typeof value));
  return { code: reported.code as ReasonCode, ...(values.length > 0 && { params: Object.fromEntries(values) }) };
}
