/** Real servers for tests of what talks to them. */
import { PROGRAMS, type ServiceName } from './programs.ts';
import { type Service, start } from './service.ts';

export { freePort } from './free-port.ts';
export type { Service } from './service.ts';
export { startTcpProxy, type TcpProxy, type Watcher } from './tcp-proxy.ts';

/**
 * Whether tests of a service can run here. Where `CARILLON_REQUIRE_SERVICES=1` says that nothing may be left out, a
 * missing one is an error; elsewhere it is said.
 */
export function whenInstalled(name: ServiceName): boolean {
  if (PROGRAMS[name].isInstalled()) return true;
  if (process.env['CARILLON_REQUIRE_SERVICES'] === '1') throw new Error(`${name} is not installed on this machine`);
  process.stderr.write(`left out: ${name} is not installed on this machine\n`);
  return false;
}

export const startService = (name: ServiceName): Promise<Service> => start(PROGRAMS[name]);
