/** What a URL answers, through the same way out as requests of tasks. */
import { type FileSight, type FileTarget, said } from '@carillon/plugin-api';
import type { EgressAnswer, EgressClient } from '../egress/client.ts';
import { EgressDenied } from '../egress/destination.ts';
import { messageOf } from '../egress/failure.ts';

type WebTarget = Extract<FileTarget, { readonly url: string }>;

/** Statuses that say there is nothing, where no others are expected. */
const ABSENT: readonly number[] = [404, 410];

export async function lookAtUrl(egress: EgressClient, target: WebTarget, signal: AbortSignal): Promise<FileSight> {
  const { method, url, headers, expectStatus } = target;
  const answer = await askFor(egress, { method, url, headers, signal });
  if ('kind' in answer) return answer;
  const { status } = answer;
  if (expectStatus ? expectStatus.includes(status) : status >= 200 && status <= 299) return sightOf(answer);
  const isAbsent = expectStatus !== undefined || ABSENT.includes(status);
  return { kind: isAbsent ? 'absent' : 'unreachable', message: said`the server answered ${status}` };
}

/** The answer, or why there is none. */
export async function askFor(
  egress: EgressClient,
  request: Parameters<EgressClient['send']>[0],
): Promise<EgressAnswer | FileSight> {
  try {
    return await egress.send({ ...request, headers: { 'user-agent': 'carillon', ...request.headers } });
  } catch (error) {
    if (error instanceof EgressDenied) return { kind: 'refused', why: 'denied', of: error.said };
    const message = request.signal.aborted ? said`no answer in time` : said`${messageOf(error)}`;
    return { kind: 'unreachable', message };
  }
}

/** A body that was packed on the way tells nothing of the size of what lies there. */
export function sightOf({ status, headers, body }: EgressAnswer): FileSight {
  const header = (name: string): string | undefined => {
    const value = headers[name];
    return typeof value === 'string' ? value : undefined;
  };
  const length = header('content-length');
  const told = length !== undefined && header('content-encoding') === undefined ? Number(length) : undefined;
  const modified = Date.parse(header('last-modified') ?? '');
  return {
    kind: 'there',
    size: told ?? (body.length > 0 ? body.length : undefined),
    modifiedAt: Number.isNaN(modified) ? undefined : new Date(modified),
    tag: header('etag'),
    facts: { status },
  };
}
