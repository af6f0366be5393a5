/** Where requests of tasks may not go (SECURITY S7.2). Addresses are compared, never their spelling. */
import { BlockList, isIPv6 } from 'node:net';
import { type Said, said } from '@carillon/plugin-api';

type Subnet = readonly [address: string, prefix: number];
type Kinds = ReadonlyMap<Said, readonly Subnet[]>;

const LOOPBACK_V4: Subnet = ['127.0.0.0', 8];
const LOOPBACK = said`a loopback address`;
const LINK_LOCAL = said`a link-local address`;
const PRIVATE = said`a private address`;
const MULTICAST = said`a multicast address`;
const RESERVED = said`a reserved address`;
const V4: Kinds = new Map<Said, readonly Subnet[]>([
  [LOOPBACK, [LOOPBACK_V4]],
  [LINK_LOCAL, [['169.254.0.0', 16]]],
  [
    PRIVATE,
    [
      ['10.0.0.0', 8],
      ['172.16.0.0', 12],
      ['192.168.0.0', 16],
    ],
  ],
  [said`a shared (carrier) address`, [['100.64.0.0', 10]]],
  [said`an address of this network`, [['0.0.0.0', 8]]],
  [MULTICAST, [['224.0.0.0', 4]]],
  [
    RESERVED,
    [
      ['192.0.0.0', 24],
      ['192.0.2.0', 24],
      ['192.88.99.0', 24],
      ['198.18.0.0', 15],
      ['198.51.100.0', 24],
      ['203.0.113.0', 24],
      ['240.0.0.0', 4],
    ],
  ],
]);
const V6: Kinds = new Map<Said, readonly Subnet[]>([
  [LOOPBACK, [['::1', 128]]],
  [said`an unspecified address`, [['::', 128]]],
  [
    LINK_LOCAL,
    [
      ['fe80::', 10],
      ['fec0::', 10],
    ],
  ],
  [PRIVATE, [['fc00::', 7]]],
  [MULTICAST, [['ff00::', 8]]],
  [
    said`a translated IPv4 address`,
    [
      ['::', 96],
      ['64:ff9b::', 96],
      ['64:ff9b:1::', 48],
      ['2002::', 16],
      ['2001::', 32],
    ],
  ],
  [
    RESERVED,
    [
      ['100::', 64],
      ['2001:db8::', 32],
      ['2001:10::', 28],
      ['2001:20::', 28],
      ['3fff::', 20],
      ['5f00::', 16],
    ],
  ],
]);
/** Instance metadata hands out credentials: denied whatever an option allows. */
const METADATA = listOf(
  [
    ['169.254.169.254', 32],
    ['169.254.170.2', 32],
    ['100.100.100.200', 32],
  ],
  [['fd00:ec2::254', 128]],
);
const DENIED = [...kindsOf(V4, 'ipv4'), ...kindsOf(V6, 'ipv6')];

function listOf(v4: readonly Subnet[], v6: readonly Subnet[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of v4) list.addSubnet(address, prefix, 'ipv4');
  for (const [address, prefix] of v6) list.addSubnet(address, prefix, 'ipv6');
  return list;
}

function kindsOf(kinds: Kinds, family: 'ipv4' | 'ipv6') {
  return [...kinds].map(([kind, subnets]) => ({
    kind,
    family,
    list: family === 'ipv4' ? listOf(subnets, []) : listOf([], subnets),
  }));
}

/** The IPv4 address that an IPv6 one carries in the form `::ffff:a.b.c.d`, however it is spelled. */
function unmapped(address: string): string {
  const groups = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(new URL(`http://[${address}]/`).hostname.slice(1, -1));
  if (!groups) return address;
  const bits = (Number.parseInt(groups[1] as string, 16) << 16) | Number.parseInt(groups[2] as string, 16);
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.');
}

/** What kind of address it is that may not be reached, undefined when it may. */
export function deniedKind(address: string, allowLoopback: boolean): Said | undefined {
  const bare = address.replace(/%.*$/, '');
  const plain = isIPv6(bare) ? unmapped(bare) : bare;
  const family = isIPv6(plain) ? 'ipv6' : 'ipv4';
  if (METADATA.check(plain, family)) return said`an instance metadata address`;
  const kind = DENIED.find((denied) => denied.family === family && denied.list.check(plain, family))?.kind;
  return kind === LOOPBACK && allowLoopback ? undefined : kind;
}
