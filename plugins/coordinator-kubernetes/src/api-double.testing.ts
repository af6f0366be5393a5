/** As much of a Kubernetes API server as leases need: resource versions, conflicts, and a kubeconfig to reach it. */
import { createServer } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

interface Stored {
  readonly metadata: { readonly name: string; readonly resourceVersion: string };
  readonly spec: object;
}

export interface ApiDouble {
  readonly kubeconfig: string;
  close(): Promise<void>;
}

const LEASES = /^\/apis\/coordination\.k8s\.io\/v1\/namespaces\/([^/]+)\/leases(?:\/([^/?]+))?/;

export async function startApiDouble(): Promise<ApiDouble> {
  const leases = new Map<string, Stored>();
  let version = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const answer = (code: number, body: object): void => {
        response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      };
      const refuse = (code: number, reason: string): void =>
        answer(code, { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, code });
      const [, namespace, named] = LEASES.exec(request.url ?? '') ?? [];
      if (namespace === undefined) return refuse(404, 'NotFound');
      const body = chunks.length > 0 ? (JSON.parse(Buffer.concat(chunks).toString()) as Partial<Stored>) : {};
      const name = named ?? body.metadata?.name ?? '';
      const key = `${namespace}/${name}`;
      const stored = leases.get(key);
      const keep = (code: number): void => {
        version += 1;
        const kept = { ...body, metadata: { ...body.metadata, name, resourceVersion: String(version) } } as Stored;
        leases.set(key, kept);
        answer(code, { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', ...kept });
      };
      if (request.method === 'POST') return stored ? refuse(409, 'AlreadyExists') : keep(201);
      if (!stored) return refuse(404, 'NotFound');
      if (request.method === 'GET') return answer(200, { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', ...stored });
      return body.metadata?.resourceVersion === stored.metadata.resourceVersion ? keep(200) : refuse(409, 'Conflict');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const folder = await mkdtemp(path.join(tmpdir(), 'carillon-kubeconfig-'));
  const kubeconfig = path.join(folder, 'config');
  const named = (kind: string, value: object) => [{ name: 'double', [kind]: value }];
  await writeFile(
    kubeconfig,
    JSON.stringify({
      'apiVersion': 'v1',
      'kind': 'Config',
      'clusters': named('cluster', { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true }),
      'users': named('user', {}),
      'contexts': named('context', { cluster: 'double', user: 'double' }),
      'current-context': 'double',
    }),
  );
  return {
    kubeconfig,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}
