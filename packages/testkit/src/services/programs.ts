/** The servers that tests start, as Debian packages them. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { freePort } from './free-port.ts';
import { isOnPath, type ServiceProgram } from './service.ts';

const ZOOKEEPER_JAR = '/usr/share/java/zookeeper.jar';

export const PROGRAMS = {
  etcd: {
    isInstalled: () => isOnPath('etcd'),
    async command({ port, directory }) {
      const [client, peer] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${await freePort()}`];
      const options = {
        'data-dir': path.join(directory, 'data'),
        'listen-client-urls': client,
        'advertise-client-urls': client,
        'listen-peer-urls': peer,
        'initial-advertise-peer-urls': peer,
        'initial-cluster': `default=${peer}`,
      };
      return ['etcd', ...Object.entries(options).map(([name, value]) => `--${name}=${value}`)];
    },
  },
  zookeeper: {
    isInstalled: () => isOnPath('java') && existsSync(ZOOKEEPER_JAR),
    probe: { ask: 'srvr', answer: 'Mode:' },
    async command({ port, directory }) {
      const file = path.join(directory, 'zoo.cfg');
      const settings = {
        tickTime: 500,
        dataDir: path.join(directory, 'data'),
        clientPort: port,
        clientPortAddress: '127.0.0.1',
        'admin.enableServer': false,
      };
      await writeFile(
        file,
        Object.entries(settings)
          .map(([name, value]) => `${name}=${value}\n`)
          .join(''),
      );
      const main = 'org.apache.zookeeper.server.quorum.QuorumPeerMain';
      return ['java', '-cp', '/etc/zookeeper/conf:/usr/share/java/*', main, file];
    },
  },
} as const satisfies Readonly<Record<string, ServiceProgram>>;
export type ServiceName = keyof typeof PROGRAMS;
