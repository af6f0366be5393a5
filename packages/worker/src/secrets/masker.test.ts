import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMasker, type Masker } from './masker.ts';

const maskerOf = (...values: string[]): Masker =>
  createMasker(Object.fromEntries(values.map((value, i) => [`s${i}`, value]))) as Masker;

/** What a stream gives for the text in pieces of the given sizes, taken in turn. */
function streamed(masker: Masker, text: string, sizes: readonly number[]): string {
  const bytes = Buffer.from(text);
  const stream = masker.stream();
  const shown: Buffer[] = [];
  for (let from = 0, turn = 0; from < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    shown.push(Buffer.from(stream.push(bytes.subarray(from, from + size))));
    from += size;
  }
  return Buffer.concat([...shown, Buffer.from(stream.end())]).toString();
}

describe('masking', () => {
  const secret = `p@ss "w'ord\\ü/+&<x>`;
  const python = (code: string): string => execFileSync('python3', ['-c', code, secret]).toString();
  it.each([
    ['as it is', secret],
    ['in JSON', JSON.stringify({ a: secret })],
    ['in ASCII JSON', python('import json,sys; print(json.dumps(sys.argv[1]))')],
    ['in a URL', `https://a.example/${encodeURIComponent(secret)}`],
    ['in a form', new URLSearchParams({ a: secret }).toString()],
    ['in a URL, small letters', encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase())],
    ['quoted for a shell', python('import shlex,sys; print(shlex.quote(sys.argv[1]))')],
    ['quoted by a shell', `'${secret.replaceAll("'", "'\\''")}'`],
    [
      'in XML',
      `<a b="${secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')}"/>`,
    ],
    ['in hex', Buffer.from(secret).toString('hex')],
    ['in capital hex', Buffer.from(secret).toString('hex').toUpperCase()],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['in base64 behind one byte', Buffer.from(`u${secret}!`).toString('base64')],
    ['in base64 behind two bytes', Buffer.from(`u:${secret}!`).toString('base64')],
    ['in base64url', Buffer.from(`u:${secret}`).toString('base64url')],
  ])('finds a secret %s', (_how, text) => {
    const masked = maskerOf(secret).text(text);
    expect(masked).toContain('***');
    for (const part of ["w'ord", 'w%27ord', Buffer.from('"w\'ord').toString('hex')]) expect(masked).not.toContain(part);
  });

  it('finds what a shell has escaped', () => {
    const text = execFileSync('/bin/bash', ['--norc', '-c', 'printf %q "$S"'], {
      env: { S: "it's $5 & more" },
    }).toString();
    expect(text).not.toBe("it's $5 & more");
    expect(maskerOf("it's $5 & more").text(text)).toBe('***');
  });

  it('finds each line of a longer value, but not the short ones', () => {
    const masker = maskerOf('-----BEGIN-----\nabcdefgh\nend\n');
    expect(masker.text('> abcdefgh <\nthe end')).toBe('> *** <\nthe end');
  });

  it('finds them in names, lists and numbers of outputs, and in what a reason tells', () => {
    const masker = maskerOf('hunter22', '123456');
    expect(masker.output({ a: ['x hunter22 y'], hunter22: { b: 'no' }, n: 123456, m: 12 })).toEqual({
      a: ['x *** y'],
      '***': { b: 'no' },
      n: '***',
      m: 12,
    });
    expect(masker.reason({ code: 'USER_ERROR', params: { message: 'hunter22 is wrong' } })).toEqual({
      code: 'USER_ERROR',
      params: { message: '*** is wrong' },
    });
  });

  it('finds nothing where there are no secrets', () => {
    expect(createMasker({})).toBeUndefined();
  });

  it('finds them in a stream wherever it is cut, and changes nothing else', () => {
    const secrets = fc.array(fc.stringMatching(/^[ab"\n]{4,9}$/), { minLength: 1, maxLength: 4 });
    const pieces = fc.array(fc.oneof(fc.stringMatching(/^[ab"\n]{0,5}$/), fc.nat(3)), { maxLength: 12 });
    fc.assert(
      fc.property(
        secrets,
        pieces,
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        (values, parts, sizes) => {
          const masker = maskerOf(...values);
          const text = parts
            .map((part) => (typeof part === 'number' ? (values[part % values.length] ?? '') : part))
            .join('');
          const together = (shown: string): string => shown.replace(/\*+/g, '***');
          expect(together(streamed(masker, text, sizes))).toBe(together(masker.text(text)));
        },
      ),
    );
  });

  it('holds back no more than what may begin a secret', () => {
    const stream = maskerOf('hunter22').stream();
    expect(Buffer.from(stream.push(Buffer.from('a line\nhunt'))).toString()).toBe('a line\n');
    expect(Buffer.from(stream.push(Buffer.from('ing\n'))).toString()).toBe('hunting\n');
    expect(Buffer.from(stream.push(Buffer.from('hunter2'))).toString()).toBe('');
    expect(Buffer.from(stream.push(Buffer.from('2!'))).toString()).toBe('***!');
    expect(Buffer.from(stream.end()).toString()).toBe('');
  });
});
