import { describe, expect, it } from 'vitest';
// @ts-expect-error tools are plain JavaScript
import { importsOf, judge } from './check-imports.mjs';

const eager = (name: string) => ({ name, isLazy: false });

describe('importsOf', () => {
  it('finds every kind of import and none in comments', () => {
    const text = `import a from 'one';
import {
  b,
} from 'two';
import type { C } from 'three';
export * from 'four';
import 'five';
const six = await import('six');
// import x from 'seven';
 * import y from 'eight';`;
    expect(importsOf(text).map(({ name }: { name: string }) => name)).toEqual(['one', 'two', 'three', 'four', 'five', 'six']);
  });
});

describe('judge', () => {
  it('lets a package import what its row names, and itself', () => {
    expect(judge('packages/api/src/x.ts', eager('@carillon/core'))).toBeUndefined();
    expect(judge('packages/api/src/rest/x.ts', eager('../y.ts'))).toBeUndefined();
    expect(judge('sdk/typescript/src/worker/index.ts', eager('@carillon/worker'))).toBeUndefined();
  });

  it('refuses a neighbour, and a path into another package', () => {
    expect(judge('packages/api/src/x.ts', eager('@carillon/store'))).toMatch('api may not import');
    expect(judge('packages/api/src/x.ts', eager('../../store/src/index.ts'))).toMatch('leaves its package');
    expect(judge('sdk/typescript/src/x.ts', eager('@carillon/worker'))).toMatch('may not import');
  });

  it('lets the command line load the server lazily only', () => {
    expect(judge('packages/cli/src/x.ts', { name: '@carillon/server', isLazy: true })).toBeUndefined();
    expect(judge('packages/cli/src/x.ts', eager('@carillon/server'))).toMatch('import() only');
  });

  it('keeps core pure', () => {
    expect(judge('packages/core/src/x.ts', eager('node:fs'))).toMatch('core is pure');
    expect(judge('packages/core/src/x.ts', eager('lodash'))).toMatch('takes no library');
    expect(judge('packages/core/src/x.ts', eager('re2js'))).toBeUndefined();
  });
});
