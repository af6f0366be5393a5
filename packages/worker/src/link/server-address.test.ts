import { expect, it } from 'vitest';
import { parseServerAddress } from './server-address.ts';

it.each([
  ['127.0.0.1:4401', '127.0.0.1:4401', false],
  ['localhost:4401', 'localhost:4401', false],
  ['[::1]:4401', '[::1]:4401', false],
  ['carillon.example:4401', 'carillon.example:4401', true],
  ['grpc://carillon.internal:4401', 'carillon.internal:4401', false],
  ['grpcs://127.0.0.1:4401', '127.0.0.1:4401', true],
])('%s is reached at %s, encrypted: %s', (text, target, encrypted) => {
  const address = parseServerAddress(text);
  expect([address.target, address.credentials._isSecure()]).toEqual([target, encrypted]);
});

it.each(['', 'carillon', 'ftp://x:1', 'host:port'])('%j is no server', (text) =>
  expect(() => parseServerAddress(text)).toThrow('must be host:port'),
);
