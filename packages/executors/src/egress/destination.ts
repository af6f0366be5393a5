/** Judges where a request goes: first its URL, then every address its name has, at the moment of connecting. */
import { type LookupAddress, lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { said, SaidError } from '@carillon/plugin-api';
import { deniedKind } from './addresses.ts';

export interface EgressRules {
  /** For one's own machine only: `carillon dev`. */
  readonly allowLoopback: boolean;
  /** `address:port` where the platform itself listens; denied even where loopback is allowed. */
  readonly platformAddresses?: readonly string[];
}

/** Resolves a name to all its addresses; a port for tests. */
export type Resolve = (
  hostname: string,
  done: (error: Error | null, addresses: readonly LookupAddress[]) => void,
) => void;

/** The request was not made. */
export class EgressDenied extends SaidError {
  override readonly name = 'EgressDenied';
}

const MAX_LOW_PORT = 1_023;
const LOW_PORTS = new Set([80, 443]);

export function parseDestination(text: string, base?: URL): URL {
  const url = URL.canParse(text, base?.href) ? new URL(text, base) : undefined;
  if (!url) throw new EgressDenied(said`"${text.slice(0, 200)}" is no URL`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new EgressDenied(said`${url.protocol}// is not allowed; use http or https`);
  if (url.username !== '' || url.password !== '')
    throw new EgressDenied(said`a URL must not hold a user name or password; send a header`);
  return url;
}

export function portOf(url: URL): number {
  return url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
}

export function checkDestination(url: URL, rules: EgressRules): void {
  const port = portOf(url);
  if (port <= MAX_LOW_PORT && !LOW_PORTS.has(port))
    throw new EgressDenied(said`port ${port} is not allowed; 80, 443 and 1024 upwards are`);
  const host = url.hostname.replace(/\.+$/, '');
  if (/^metadata(\.|$)/.test(host)) throw new EgressDenied(said`${host} names an instance metadata service`);
  const literal = host.startsWith('[') ? host.slice(1, -1) : host;
  // Nothing is looked up for a literal address: this is the only place that sees it.
  if (isIP(literal) !== 0) checkAddress(literal, port, host, rules);
}

function checkAddress(address: string, port: number, host: string, rules: EgressRules): void {
  const kind = deniedKind(address, rules.allowLoopback);
  const where = host === address || host === `[${address}]` ? host : said`${host} leads to ${address}, which`;
  if (kind) throw new EgressDenied(said`${where} is ${kind}, where tasks may not connect`);
  if (rules.platformAddresses?.includes(`${address}:${port}`))
    throw new EgressDenied(said`${where} is the platform's own address`);
}

/** The lookup of one connection: it goes to the addresses that were checked, so that no second answer can differ. */
export function checkedLookup(port: number, rules: EgressRules, resolve: Resolve = resolveAll): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, (error, addresses) => {
      if (error) return done(error, '', 0);
      try {
        for (const { address } of addresses) checkAddress(address, port, hostname, rules);
      } catch (denied) {
        return done(denied as Error, '', 0);
      }
      const [first] = addresses;
      if (!first) return done(new Error(`${hostname} has no address`), '', 0);
      if (options.all) return done(null, [...addresses]);
      done(null, first.address, first.family);
    });
  };
}

const resolveAll: Resolve = (hostname, done) => lookup(hostname, { all: true }, done);
