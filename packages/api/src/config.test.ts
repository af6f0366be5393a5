import { describe, expect, it } from 'vitest';
import { checkExposure } from './config.ts';

const config = { port: 4400, environment: 'dev' };

describe('exposure', () => {
  it.each(['127.0.0.1', '127.8.9.1', '::1', 'localhost'])('takes the loopback address %s', (host) => {
    expect(() => checkExposure({ ...config, host })).not.toThrow();
  });

  it.each(['0.0.0.0', '::', '192.168.1.2', 'carillon.example', '127.0.0.1.example'])(
    'refuses %s unless something terminates TLS in front',
    (host) => {
      expect(() => checkExposure({ ...config, host })).toThrow(/tlsTerminatedBy/);
      expect(() => checkExposure({ ...config, host, tlsTerminatedBy: 'nginx on this host' })).not.toThrow();
    },
  );
});
