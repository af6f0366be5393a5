import { describe, expect, it } from 'vitest';
import { reasonText } from '../run/reason-text.ts';
import { limitReason } from './held-start.ts';
import type { LimitClaim } from './limit-claims.ts';

const claim = (key: string): LimitClaim => ({ name: 'loads', key, max: 1 }) as LimitClaim;

describe('what is said of something that waits for a limit', () => {
  it('names the key where there is one, and none where there is none', () => {
    expect(reasonText(limitReason([claim('cn')]))).toBe('The limit loads of 1 at once for the key “cn” is reached.');
    expect(reasonText(limitReason([claim('')]))).toBe('The limit loads of 1 at once is reached.');
  });
});
