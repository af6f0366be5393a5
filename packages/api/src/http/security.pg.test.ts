import type { Session } from '@carillon/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { createHarness, madeUpToken, PIPELINE } from '../../test/harness.ts';
import { openedApi } from '../../test/opened-api.ts';

const V1 = '/api/v1';
const { harness, publish } = openedApi();
beforeAll(() => publish(PIPELINE));

interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly parameters?: unknown; readonly responses: object }>>>
  >;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}
const document = async (): Promise<OpenApi> => (await harness.app.inject(`${V1}/openapi.json`)).json();

/** Every route of the API with something in place of its parameters. */
async function everyRoute(): Promise<{ method: string; url: string }[]> {
  const { paths } = await document();
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => ({
      method: method.toUpperCase(),
      url: path.replace(/\{number\}|\{attempt\}/g, '1').replace(/\{\w+\}/g, 'x'),
    })),
  );
}

describe('credentials', () => {
  it('are asked of every route but signing in', async () => {
    for (const { method, url } of await everyRoute()) {
      if (method === 'POST' && url === `${V1}/session`) continue;
      const answer = await harness.app.inject({ method: method as 'GET', url });
      expect([method, url, answer.statusCode, answer.json().code]).toEqual([method, url, 401, 'AUTH_REQUIRED']);
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
    }
  });

  it('must be right', async () => {
    for (const token of [madeUpToken(), 'nonsense', harness.token.replace('crl_api', 'crl_wkr')]) {
      const answer = await harness.app.inject({ url: `${V1}/runs`, headers: { authorization: `Bearer ${token}` } });
      expect([answer.statusCode, answer.json().code]).toEqual([401, 'AUTH_TOKEN_INVALID']);
    }
    const inUrl = await harness.app.inject(`${V1}/runs?token=${harness.token}`);
    expect(inUrl.statusCode).toBe(401);
  });

  it('wear out an address that keeps trying wrong ones', async () => {
    const limited = await createHarness({ rateLimit: { perSecond: 1, burst: 2 } });
    const statuses = [];
    for (let i = 0; i < 110; i++)
      statuses.push(
        (await limited.app.inject({ url: `${V1}/runs`, headers: { authorization: `Bearer guess${i}` } })).statusCode,
      );
    expect(statuses.at(-1)).toBe(429);
    await limited.close();
  });
});

describe('the rate limit', () => {
  it('holds per token and says when to come back', async () => {
    const limited = await createHarness({ rateLimit: { perSecond: 1, burst: 2 } });
    const answers = [];
    for (let i = 0; i < 3; i++) answers.push(await limited.ask({ url: `${V1}/projects` }));
    expect(answers.map((answer) => answer.statusCode)).toEqual([200, 200, 429]);
    expect(answers[2]?.json()).toMatchObject({ code: 'RATE_LIMITED' });
    expect(answers[2]?.headers['retry-after']).toBe('1');
    await limited.close();
  });
});

describe('signing in', () => {
  async function signIn(): Promise<{ cookie: string; session: Session }> {
    const link = await harness.api.signInLink();
    const code = /#sign-in=(.+)$/.exec(link)?.[1];
    const answer = await harness.app.inject({ method: 'POST', url: `${V1}/session`, payload: { code } });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['set-cookie']).toMatch(
      /^carillon=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    return { cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '', session: answer.json() };
  }
  const start = (headers: Record<string, string>) =>
    harness.app.inject({ method: 'POST', url: `${V1}/runs`, payload: { workflow: 'pipeline' }, headers });

  it('works once per code', async () => {
    const { url, code } = (await harness.ask({ method: 'POST', url: `${V1}/sign-in-codes` })).json();
    expect(url).toContain(`#sign-in=${code}`);
    const redeem = () => harness.app.inject({ method: 'POST', url: `${V1}/session`, payload: { code } });
    expect((await redeem()).statusCode).toBe(200);
    expect((await redeem()).json()).toMatchObject({ status: 401, code: 'AUTH_CODE_INVALID' });
  });

  it('tells the session again to who has the cookie', async () => {
    const { cookie, session } = await signIn();
    expect(session).toMatchObject({ user: 'admin', tenant: 'default', environments: ['dev'], projects: ['default'] });
    expect((await harness.app.inject({ url: `${V1}/session`, headers: { cookie } })).json()).toEqual(session);
  });

  it('lets a cookie change something only with the CSRF token, from our own pages', async () => {
    const { cookie, session } = await signIn();
    const csrf = { 'x-carillon-csrf': session.csrfToken as string };
    const own = { cookie, ...csrf, 'sec-fetch-site': 'same-origin' };
    expect((await start(own)).json()).toMatchObject({ trigger: { kind: 'manual', actor: 'admin' } });
    const forgeries: Record<string, string>[] = [
      { cookie },
      { cookie, 'x-carillon-csrf': 'guess' },
      { ...own, 'sec-fetch-site': 'cross-site' },
      { ...own, 'sec-fetch-site': 'same-site' },
      { cookie, ...csrf, origin: 'https://evil.example' },
    ];
    for (const headers of forgeries)
      expect([headers, (await start(headers)).json().code]).toEqual([headers, 'AUTH_CSRF']);
    const asForm = await harness.app.inject({ method: 'POST', url: `${V1}/sign-in-codes`, headers: own });
    expect(asForm.json().code).toBe('AUTH_CSRF');
  });

  it('refuses a code from another site', async () => {
    const answer = await harness.app.inject({
      method: 'POST',
      url: `${V1}/session`,
      payload: { code: 'abcdefgh' },
      headers: { 'sec-fetch-site': 'cross-site' },
    });
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'AUTH_CSRF']);
  });

  it('ends with the session', async () => {
    const { cookie, session } = await signIn();
    const headers = { cookie, 'x-carillon-csrf': session.csrfToken as string, 'content-type': 'application/json' };
    const ended = await harness.app.inject({ method: 'DELETE', url: `${V1}/session`, headers, payload: '{}' });
    expect([ended.statusCode, ended.body]).toEqual([204, '']);
    expect((await harness.app.inject({ url: `${V1}/session`, headers: { cookie } })).json()).toMatchObject({
      code: 'AUTH_SESSION_EXPIRED',
    });
  });

  it('uses a cookie bound to the host behind TLS', async () => {
    const behind = await createHarness({
      publicUrl: 'https://carillon.example',
      tlsTerminatedBy: 'nginx',
      host: '0.0.0.0',
    });
    const code = /#sign-in=(.+)$/.exec(await behind.api.signInLink())?.[1];
    const answer = await behind.app.inject({ method: 'POST', url: `${V1}/session`, payload: { code } });
    expect(answer.headers['set-cookie']).toMatch(/^__Host-carillon=.*Secure/);
    expect(answer.headers['strict-transport-security']).toContain('max-age=31536000');
    await behind.close();
  });
});

describe('bad input', () => {
  const start = (payload: string, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
    harness.app.inject({
      method: 'POST',
      url: `${V1}/runs`,
      payload,
      headers: { authorization: `Bearer ${harness.token}`, ...headers },
    });

  it.each([
    ['no JSON', '{"workflow":', 400, 'VALIDATION_MALFORMED'],
    ['an empty body', '', 400, 'VALIDATION_MALFORMED'],
    ['a prototype', '{"workflow":"pipeline","__proto__":{"x":1}}', 400, 'VALIDATION_MALFORMED'],
    ['an unknown field', '{"workflow":"pipeline","wrkflow":"x"}', 400, 'VALIDATION_REQUEST'],
    ['a number as text', '{"workflow":"pipeline","priority":"5"}', 400, 'VALIDATION_REQUEST'],
    ['a missing field', '{}', 400, 'VALIDATION_REQUEST'],
    ['another type', '[]', 400, 'VALIDATION_REQUEST'],
    ['a date that is none', '{"workflow":"pipeline","date":"2026-13-01"}', 400, 'VALIDATION_REQUEST'],
    ['a date that no month has', '{"workflow":"pipeline","date":"2026-02-30"}', 400, 'VALIDATION_REQUEST'],
    ['levels beyond all use', `{"workflow":${'['.repeat(5_000)}${']'.repeat(5_000)}}`, 400, 'VALIDATION_MALFORMED'],
    ['too much', `{"workflow":"${'x'.repeat(1024 * 1024)}"}`, 413, 'LIMIT_BODY'],
  ])('is refused: %s', async (_name, payload, status, code) => {
    const answer = await start(payload);
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.json().instance).toBe(answer.headers['x-request-id']);
  });

  it('names the limit of a body that is too large', async () => {
    const { detail } = (await start(`{"workflow":"${'x'.repeat(1024 * 1024)}"}`)).json();
    expect(detail).toBe('the body is larger than the 1 MiB that this route takes');
  });

  it('names the field that is not one', async () => {
    expect((await start('{"workflow":"pipeline","wrkflow":"x"}')).json().errors).toEqual([
      {
        pointer: '/wrkflow',
        code: 'VALIDATION_UNKNOWN_FIELD',
        message: 'is not a field here',
        said: { message: { text: 'is not a field here', values: [] } },
      },
    ]);
  });

  it('says what a date is', async () => {
    expect((await start('{"workflow":"pipeline","date":"tomorrow"}')).json().errors).toMatchObject([
      { pointer: '/date', message: 'must be a date that there is, such as 2026-11-20' },
    ]);
  });

  it('is refused in another content type', async () => {
    const answer = await start('workflow=pipeline', { 'content-type': 'application/x-www-form-urlencoded' });
    expect([answer.statusCode, answer.json().code]).toEqual([415, 'VALIDATION_MEDIA_TYPE']);
  });

  it('takes definitions larger than other bodies', async () => {
    const text = `# ${'x'.repeat(2 * 1024 * 1024)}\nkind: Nothing\n`;
    const answer = await harness.ask({
      method: 'POST',
      url: `${V1}/documents/validate`,
      json: { documents: [{ path: 'a.yaml', text }] },
    });
    expect(answer.statusCode).toBe(200);
  });

  it('finds nothing where nothing is, and says which methods an address takes', async () => {
    const nothing = await harness.ask({ url: `${V1}/nothing` });
    expect([nothing.statusCode, nothing.json().code]).toEqual([404, 'NOT_FOUND']);
    const wrong = await harness.ask({ method: 'PUT', url: `${V1}/runs/x/stop` });
    expect([wrong.statusCode, wrong.json().code, wrong.headers['allow']]).toEqual([405, 'VALIDATION_METHOD', 'POST']);
    const ids = ['/runs/run_x', '/runs/wf_00000000000000000000000000', '/task-runs/tr_!'];
    for (const url of ids) expect((await harness.ask({ url: V1 + url })).json().code).toBe('NOT_FOUND');
  });

  it('shows nothing of what broke inside', async () => {
    const broken = await createHarness();
    await broken.store.database.api.query('alter table workflow rename to gone');
    const answer = await broken.ask({ url: `${V1}/workflows` });
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toMatchObject({ code: 'INTERNAL' });
    expect(answer.body).not.toMatch(/relation|select|gone|node_modules/i);
    await broken.close();
  });
});

describe('headers', () => {
  it('protect every answer', async () => {
    for (const url of [`${V1}/runs`, '/health/live', `${V1}/nothing`, '/']) {
      const { headers } = await harness.ask({ url });
      expect([url, headers['x-content-type-options'], headers['referrer-policy'], headers['cache-control']]).toEqual([
        url,
        'nosniff',
        'no-referrer',
        'no-store',
      ]);
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });
});

describe('the OpenAPI document', () => {
  it('lists every route of this version', async () => {
    const { openapi, paths } = await document();
    expect(openapi).toBe('3.1.0');
    const routes = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.slice(V1.length)}`),
    );
    expect(routes.sort()).toMatchSnapshot();
  });

  it('refers only to schemas that it has, by their names', async () => {
    const text = JSON.stringify(await document());
    const { components } = await document();
    const names = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(names.filter((name) => !Object.hasOwn(components.schemas, name))).toEqual([]);
    expect(names).toContain('Run');
    expect(text).not.toMatch(/def-\d/);
    expect(text).not.toMatch(/"\$ref":"[^#]/);
  });

  it('has a page that needs no other host', async () => {
    const page = await harness.app.inject(`${V1}/docs/`);
    expect(page.statusCode).toBe(200);
    expect(page.body).not.toMatch(/(src|href)="https?:/);
  });
});

describe('health', () => {
  it('answers with a status alone', async () => {
    for (const probe of ['live', 'startup', 'ready']) {
      const answer = await harness.app.inject(`/health/${probe}`);
      expect([answer.statusCode, answer.json()]).toEqual([200, { status: 'ok' }]);
    }
  });
});
