/** Outputs of attempts that have no directory of their own and are too large to stand with their task run. */
import { MAX_GIVEN_OUTPUT_BYTES, said } from '@carillon/core';
import { type AttemptResult, failure } from '@carillon/plugin-api';
import type { Attempt } from '../attempt/attempt.ts';
import { invalid, tooLarge } from '../attempt/outputs.ts';
import type { GatewayLink } from '../link/gateway-link.ts';
import { ArtifactProblem, putText, withRetries } from './artifacts.ts';
import { type KeepOutput, moveLargeOutputs } from './large-outputs.ts';

type Link = Pick<GatewayLink, 'client' | 'metadata' | 'whenUp'>;
type Success = Extract<AttemptResult, { outcome: 'success' }>;

/** Sends the largest to the server and leaves references in their place. Throws nothing. */
export async function sendLargeOutputs(
  link: Link,
  attempt: Attempt,
  ended: Success,
  signal: AbortSignal,
): Promise<AttemptResult> {
  try {
    const bytes = Buffer.byteLength(JSON.stringify(ended.output));
    if (bytes > MAX_GIVEN_OUTPUT_BYTES) return failure(tooLarge(bytes, MAX_GIVEN_OUTPUT_BYTES), { retryable: false });
    const keep: KeepOutput = (artifact, text) =>
      withRetries(link, signal, () => putText(link, attempt, artifact, text));
    return await moveLargeOutputs(ended, keep, attempt.masker);
  } catch (error) {
    if (attempt.stop) return { outcome: 'stopped', reason: attempt.stop.reason };
    return failure(
      invalid(error instanceof ArtifactProblem ? error.said : said`they cannot be kept: ${String(error)}`),
    );
  }
}
