/** A port that nobody asked for may move; one that was asked for is taken or the start fails. */
import { createServer } from 'node:net';

export interface ServerPorts {
  readonly httpPort: number;
  readonly grpcPort: number;
  readonly metricsPort: number;
}

/** The three ports of a server, and a sentence for each usual one that was taken. */
export async function chooseServerPorts(config: {
  readonly host: string;
  readonly metricsHost: string;
  readonly httpPort: number | undefined;
  readonly grpcPort: number | undefined;
  readonly metricsPort: number | undefined;
}): Promise<{ readonly ports: ServerPorts; readonly notices: readonly string[] }> {
  const { host, metricsHost } = config;
  const http = await choosePort({ host, asked: config.httpPort, usual: 4400, setting: 'CARILLON_HTTP_PORT' });
  const grpc = await choosePort({ host, asked: config.grpcPort, usual: 4401, setting: 'CARILLON_GRPC_PORT' });
  const metrics = await choosePort({
    host: metricsHost,
    asked: config.metricsPort,
    usual: 4402,
    setting: 'CARILLON_METRICS_PORT',
  });
  return {
    ports: { httpPort: http.port, grpcPort: grpc.port, metricsPort: metrics.port },
    notices: [http, grpc, metrics].flatMap(({ port, insteadOf }) =>
      insteadOf === undefined ? [] : [`port ${insteadOf} is taken by another program; using ${port} instead`],
    ),
  };
}

export interface ChosenPort {
  readonly port: number;
  /** The default that was taken by another program. */
  readonly insteadOf?: number;
}

export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
}

export async function choosePort(options: {
  readonly host: string;
  readonly asked: number | undefined;
  readonly usual: number;
  /** The setting to change, for the message. */
  readonly setting: string;
}): Promise<ChosenPort> {
  const { host, asked, usual, setting } = options;
  const wanted = asked ?? usual;
  const taken = await whyTaken(host, wanted);
  if (taken === undefined) return { port: wanted };
  if (asked !== undefined)
    throw new PortTakenError(`port ${wanted} on ${host} cannot be used (${taken}); choose another with ${setting}`);
  return { port: await anyFreePort(host), insteadOf: usual };
}

async function whyTaken(host: string, port: number): Promise<string | undefined> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'EADDRINUSE' ? 'another program listens there' : error.message),
    );
    probe.listen(port, host, () => probe.close(() => resolve(undefined)));
  });
}

async function anyFreePort(host: string): Promise<number> {
  const probe = createServer();
  return new Promise((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, host, () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
