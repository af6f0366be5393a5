/** The coordinator that a server was given: a plugin package, loaded by the scheme of its address. */
import type { Coordinator, CreateCoordinator } from '@carillon/core';
import { newUuid } from '@carillon/runtime';

const SETTING = 'CARILLON_COORDINATOR';
const PACKAGES: Readonly<Record<string, string>> = {
  etcd: '@carillon/coordinator-etcd',
  etcds: '@carillon/coordinator-etcd',
  zookeeper: '@carillon/coordinator-zookeeper',
  kubernetes: '@carillon/coordinator-kubernetes',
};

/** Undefined where none is configured: then the database alone says who leads. @throws Error naming the setting */
export async function openCoordinator(address: string | undefined, ttlMs: number): Promise<Coordinator | undefined> {
  if (address === undefined) return undefined;
  const scheme = /^([a-z]+):\/\//.exec(address)?.[1] ?? '';
  const name = PACKAGES[scheme];
  if (name === undefined)
    throw new Error(
      `${SETTING}: must begin with one of ${Object.keys(PACKAGES)
        .map((known) => `${known}://`)
        .join(', ')}`,
    );
  const { createCoordinator } = await load(name);
  return createCoordinator({ address, candidate: newUuid(), ttlMs }).catch((cause: unknown) => {
    throw new Error(`${SETTING}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  });
}

async function load(name: string): Promise<{ readonly createCoordinator: CreateCoordinator }> {
  try {
    return (await import(name)) as { createCoordinator: CreateCoordinator };
  } catch (cause) {
    if ((cause as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new Error(`${SETTING}: the package ${name} is not installed; npm install ${name}`, { cause });
  }
}
