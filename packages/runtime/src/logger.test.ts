import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';

const TOKEN = `crl_api_01JD0000000000000000000000_${'s'.repeat(43)}_abc123`;

function capture(pretty = false) {
  const lines: string[] = [];
  const log = createLogger({
    name: 'test',
    level: 'info',
    pretty,
    destination: { write: (line: string) => void lines.push(line) },
  });
  return { log, text: () => lines.join('') };
}

describe('createLogger', () => {
  it('hides fields that are named like secrets, at three depths', () => {
    const { log, text } = capture();
    log.info({ token: 'a-secret', user: { password: 'b-secret', more: { apiKey: 'c-secret' } } }, 'hello');
    expect(text()).not.toContain('-secret');
    expect(text()).toContain('hello');
  });

  it('cuts tokens out of any text and keeps their id', () => {
    const { log, text } = capture();
    log.warn({ err: new Error(`refused ${TOKEN}`) }, `token ${TOKEN}`);
    expect(text()).not.toContain('s'.repeat(43));
    expect(text()).toContain('crl_api_01JD0000000000000000000000_[redacted]');
  });

  it('hides the password of a URL and a sign-in code', () => {
    const { log, text } = capture(true);
    log.info('postgresql://carillon:hunter2@db:5432/x http://127.0.0.1:4400/#sign-in=abc123');
    expect(text()).not.toMatch(/hunter2|abc123/);
  });

  it('writes lines for people with the trace of an error below', () => {
    const { log, text } = capture(true);
    log.error({ err: new Error('boom'), shard: 3 }, 'could not flush');
    expect(text()).toMatch(/^\d\d:\d\d:\d\d {2}error {2}test {2}could not flush {2}shard=3\n {2}Error: boom/);
  });
});

it('says of an error what helps, and nothing that a driver hung on it', () => {
  const lines: string[] = [];
  const log = createLogger({
    name: 'test',
    level: 'info',
    destination: { write: (line: string) => void lines.push(line) },
  });
  const cause = Object.assign(new Error('inner'), { code: 'ECONNREFUSED' });
  log.info(
    {
      err: Object.assign(new Error('outer', { cause }), {
        code: '57P01',
        client: { password: 'hunter2', queries: ['select 1'] },
      }),
    },
    'broke',
  );
  expect(JSON.parse(lines[0] ?? '').err).toMatchObject({
    type: 'Error',
    message: 'outer',
    code: '57P01',
    cause: { message: 'inner', code: 'ECONNREFUSED' },
  });
  expect(lines[0]).not.toContain('hunter2');
  expect(lines[0]).not.toContain('select 1');
});
