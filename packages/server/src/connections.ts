/** Named places outside that sql tasks and others refer to, kept on the worker and never in a document. */
import { readFile } from 'node:fs/promises';
import type { ResolvedConnection } from '@carillon/plugin-api';

const KINDS = ['postgres', 'http'];

export async function readConnections(file: string | undefined): Promise<Record<string, ResolvedConnection>> {
  if (file === undefined) return {};
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new Error(`CARILLON_CONNECTIONS: ${file} cannot be read as JSON`, { cause });
  }
  const faults = Object.entries(value ?? {}).flatMap(([name, connection]) =>
    isConnection(connection) ? [] : [`"${name}" needs a kind (${KINDS.join(' or ')}) and a url`],
  );
  if (typeof value !== 'object' || value === null || Array.isArray(value) || faults.length > 0) {
    throw new Error(
      `CARILLON_CONNECTIONS: ${file} must be an object of connections by name${faults.map((fault) => `; ${fault}`).join('')}`,
    );
  }
  return value as Record<string, ResolvedConnection>;
}

function isConnection(value: unknown): value is ResolvedConnection {
  const { kind, url } = (value ?? {}) as Partial<Record<string, unknown>>;
  return typeof kind === 'string' && KINDS.includes(kind) && typeof url === 'string';
}
