import { describe, expect, it } from 'vitest';
import { deniedKind } from './addresses.ts';

// biome-ignore format: a list to look through
const DENIED = [
  '127.0.0.1', '127.255.255.254', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1',
  '100.64.0.1', '0.0.0.0', '0.1.2.3', '169.254.169.254', '169.254.1.1', '100.100.100.200',
  '224.0.0.1', '239.255.255.250', '240.0.0.1', '255.255.255.255', '192.0.2.1', '198.18.0.1',
  '::1', '::', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd00:ec2::254', 'ff02::1',
  '2001:db8::1', '64:ff9b::a9fe:a9fe', '64:ff9b::8.8.8.8', '2002:7f00:1::',
  '::ffff:127.0.0.1', '::ffff:7f00:1', '0:0:0:0:0:ffff:a00:1', '::ffff:169.254.169.254',
  '::127.0.0.1',
];

describe('addresses', () => {
  it.each(DENIED)('refuses %s', (address) => expect(deniedKind(address, false)).toBeDefined());

  it.each(['8.8.8.8', '172.15.0.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:8.8.8.8'])(
    'lets %s pass',
    (address) => expect(deniedKind(address, false)).toBeUndefined(),
  );

  it('lets loopback pass when told so, and nothing else', () => {
    const stillDenied = DENIED.filter((address) => deniedKind(address, true) !== undefined);
    const passed = DENIED.filter((address) => !stillDenied.includes(address));
    expect(passed).toEqual(['127.0.0.1', '127.255.255.254', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1']);
  });
});
