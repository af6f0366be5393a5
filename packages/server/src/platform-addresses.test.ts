import { describe, expect, it } from 'vitest';
import { resolvePlatformAddresses } from './platform-addresses.ts';

const NAMES: Record<string, readonly string[]> = { 'gateway.internal': ['10.0.0.7', 'fd00::7'] };
const resolve = async (host: string) => NAMES[host] ?? [host];

describe('resolvePlatformAddresses', () => {
  it('gives every address of a name, and literal ones once', async () => {
    const places = [
      'gateway.internal:4401',
      '127.0.0.1:4400',
      '[::1]:4402',
      'grpc://127.0.0.1:4400',
      'https://10.0.0.9:443',
    ];
    expect(await resolvePlatformAddresses(places, resolve)).toEqual([
      '10.0.0.7:4401',
      'fd00::7:4401',
      '127.0.0.1:4400',
      '::1:4402',
      '10.0.0.9:443',
    ]);
  });

  it('takes literal addresses as they are', async () => {
    expect(await resolvePlatformAddresses(['127.0.0.1:4401'])).toEqual(['127.0.0.1:4401']);
  });
});
