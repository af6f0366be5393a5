import { describe, expect, it } from 'vitest';
import { readMetadata } from './metadata-lines.ts';

describe('what is kept with an update', () => {
  it('is a name and a value a line, of which numbers are numbers', () => {
    expect(readMetadata('rows=1204\n\n note = all of it = good \n')).toEqual({
      values: { rows: 1204, note: 'all of it = good' },
    });
    expect(readMetadata('')).toEqual({ values: {} });
  });

  it('names the line that is none', () => {
    expect(readMetadata('rows=1\nmany')).toEqual({ wrong: 'many' });
    expect(readMetadata('=1')).toEqual({ wrong: '=1' });
  });
});
