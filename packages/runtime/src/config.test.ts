import { describe, expect, expectTypeOf, it } from 'vitest';
import { ConfigError, type ConfigSchema, parseConfig } from './config.ts';

const SETTINGS = {
  httpPort: { env: 'CARILLON_HTTP_PORT', type: 'integer', default: '4400', min: 1, max: 65_535, description: 'port' },
  host: { env: 'CARILLON_HOST', type: 'text', default: '127.0.0.1', description: 'address' },
  drain: { env: 'CARILLON_DRAIN', type: 'duration', default: '30s', description: 'drain' },
  spool: { env: 'CARILLON_SPOOL', type: 'size', default: '1Gi', description: 'spool' },
  roles: {
    env: 'CARILLON_ROLES',
    type: 'list',
    default: 'api,scheduler',
    oneOf: ['api', 'scheduler', 'alerter'],
    description: 'roles',
  },
  databaseUrl: { env: 'CARILLON_DATABASE_URL', type: 'text', secret: true, description: 'database' },
  pretty: { env: 'CARILLON_PRETTY', type: 'boolean', default: 'false', description: 'lines for people' },
} as const satisfies ConfigSchema;

function faultsOf(env: Record<string, string>, options = {}): readonly string[] {
  try {
    parseConfig(SETTINGS, env, options);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

describe('parseConfig', () => {
  it('takes defaults where nothing is set and reads durations, sizes and lists once', () => {
    const config = parseConfig(SETTINGS, { CARILLON_HTTP_PORT: '8080', CARILLON_DRAIN: '5m', CARILLON_HOST: '' });
    expect(config).toEqual({
      httpPort: 8080,
      host: '127.0.0.1',
      drain: 300_000,
      spool: 2 ** 30,
      roles: ['api', 'scheduler'],
      pretty: false,
    });
    expectTypeOf(config.httpPort).toEqualTypeOf<number>();
    expectTypeOf(config.databaseUrl).toEqualTypeOf<string | undefined>();
  });

  it('lets a caller win over the environment, held to the same checks', () => {
    const overrides = { httpPort: 8081, drain: 1_500, roles: ['alerter'], host: undefined };
    expect(parseConfig(SETTINGS, { CARILLON_HTTP_PORT: '8080' }, { overrides })).toMatchObject({
      httpPort: 8081,
      drain: 1_500,
      roles: ['alerter'],
      host: '127.0.0.1',
    });
    expect(faultsOf({}, { overrides: { roles: ['cook'] } })).toEqual([
      'CARILLON_ROLES: "cook" may only name api, scheduler, alerter',
    ]);
  });

  it('tells all faults at once, each by its key', () => {
    expect(
      faultsOf({
        CARILLON_HTTP_PORT: '70000',
        CARILLON_DRAIN: 'soon',
        CARILLON_PRETTY: 'yes',
        CARILLON_ROLES: 'api,cook',
      }),
    ).toEqual([
      'CARILLON_HTTP_PORT: "70000" must lie between 1 and 65535',
      'CARILLON_DRAIN: "soon" must be a duration such as 250ms, 30s or 5m',
      'CARILLON_ROLES: "api,cook" may only name api, scheduler, alerter',
      'CARILLON_PRETTY: "yes" must be true or false',
    ]);
  });

  it('refuses an unknown key with the near name and lets known ones of other roles pass', () => {
    expect(faultsOf({ CARILLON_HTP_PORT: '1' })).toEqual([
      'CARILLON_HTP_PORT: there is no such setting; did you mean CARILLON_HTTP_PORT?',
    ]);
    expect(faultsOf({ CARILLON_SERVER: 'x' }, { alsoKnown: ['CARILLON_SERVER'] })).toEqual([]);
  });

  it('asks the rules over several keys when each key alone is right', () => {
    const rules = [
      ({ host }: { host: string }) => (host === '0.0.0.0' ? 'CARILLON_HOST: a public address needs TLS' : undefined),
    ];
    expect(faultsOf({ CARILLON_HOST: '0.0.0.0' }, { rules })).toEqual(['CARILLON_HOST: a public address needs TLS']);
    expect(faultsOf({ CARILLON_HOST: '0.0.0.0', CARILLON_DRAIN: 'x' }, { rules })).toHaveLength(1);
  });
});
