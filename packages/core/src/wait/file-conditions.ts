/** Whether a file is as a wait wants it, from what was seen of it now and before. */
import type { JsonObject } from '../definition/document.ts';
import { parseDuration, parseSize } from '../definition/units.ts';
import type { FileRefusal, FileSight, WaitAnswer } from '../ports/wait-store.ts';
import { type Said, said } from '../said.ts';

export interface FileConditions {
  readonly minSize?: string;
  /** Neither size nor time nor tag may have changed for so long. */
  readonly stableFor?: string;
  /** An instant, RFC 3339. */
  readonly modifiedSince?: string;
}

export type FileVerdict =
  | { readonly kind: 'met'; readonly output: JsonObject }
  /** Not before `laterMs`, where the poll would be later; undefined: at the next poll. */
  | { readonly kind: 'waiting'; readonly answer: WaitAnswer; readonly laterMs?: number }
  | { readonly kind: 'refused'; readonly problem: Said };

const REFUSALS: Readonly<Record<FileRefusal, (of: string | Said) => Said>> = {
  no_path: (of) => said`${of} is no absolute path`,
  outside: (of) => said`${of} is not below a directory of CARILLON_WAIT_DIRECTORIES`,
  no_object: (of) => said`${of} is no s3://bucket/key`,
  denied: (of) => said`tasks may not connect there: ${of}`,
  blind: () => said`this server looks at no files`,
};

/** @param before what {@link WaitAnswer.memory} holds of the look before */
export function judgeFile(
  sight: FileSight,
  conditions: FileConditions,
  before: JsonObject | undefined,
  now: number,
): FileVerdict {
  if (sight.kind === 'refused') return { kind: 'refused', problem: REFUSALS[sight.why](sight.of) };
  if (sight.kind === 'unreachable') {
    const failures = Number(before?.['failures'] ?? 0) + 1;
    // What was seen of it stays to be compared with: an outage in between proves nothing.
    return waiting({ is: 'unreachable', ...saying(sight.message), memory: { ...before, failures } });
  }
  if (sight.kind === 'absent')
    return waiting({ is: 'absent', ...(sight.message && saying(sight.message)), memory: {} });
  const { size, modifiedAt, tag } = sight;
  const unknown = unknownOf(sight, conditions);
  if (unknown) return waiting({ is: 'unfit', ...saying(unknown), memory: {} });
  const minimum = conditions.minSize === undefined ? undefined : parseSize(conditions.minSize);
  if (minimum !== undefined && size !== undefined && size < minimum)
    return waiting({ is: 'too_small', ...saying(said`${size} of ${minimum} bytes`), memory: {} });
  const earliest = conditions.modifiedSince === undefined ? undefined : Date.parse(conditions.modifiedSince);
  if (earliest !== undefined && modifiedAt !== undefined && modifiedAt.getTime() < earliest)
    return waiting({ is: 'too_old', ...saying(said`changed at ${modifiedAt.toISOString()}`), memory: {} });
  const stableMs = conditions.stableFor === undefined ? 0 : (parseDuration(conditions.stableFor) ?? 0);
  const mark = `${size ?? ''}/${modifiedAt?.getTime() ?? ''}/${tag ?? ''}`;
  const unchangedSince = before?.['mark'] === mark ? Number(before['unchangedSince'] ?? now) : now;
  const leftMs = unchangedSince + stableMs - now;
  if (leftMs > 0) return { ...waiting({ is: 'changing', memory: { mark, unchangedSince } }), laterMs: leftMs };
  return { kind: 'met', output: outputOf(sight) };
}

const waiting = (answer: WaitAnswer): Extract<FileVerdict, { kind: 'waiting' }> => ({ kind: 'waiting', answer });

/** For a {@link WaitAnswer}. */
export const saying = (message: Said): Pick<WaitAnswer, 'message' | 'said'> => ({
  message: String(message),
  said: message,
});

type Seen = Extract<FileSight, { kind: 'there' }>;

function unknownOf({ size, modifiedAt }: Seen, { minSize, modifiedSince }: FileConditions): Said | undefined {
  if (minSize !== undefined && size === undefined) return said`its size is not told`;
  return modifiedSince !== undefined && modifiedAt === undefined ? said`when it was changed is not told` : undefined;
}

function outputOf({ size, modifiedAt, tag, facts }: Seen): JsonObject {
  return { ...facts, size: size ?? null, modifiedAt: modifiedAt?.toISOString() ?? null, tag: tag ?? null };
}
