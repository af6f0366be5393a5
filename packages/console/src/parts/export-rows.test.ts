import { describe, expect, it } from 'vitest';
import { exportRows } from './export-rows.ts';

const ROWS = [
  { name: 'orders', tags: 'core, "fin"' },
  { name: 'stock', p50Ms: 1_200 },
];

describe('rows as a file', () => {
  it('have every column of any row in CSV, quoted where they must be', () => {
    expect(exportRows(ROWS, 'csv').split(/\r?\n/)).toEqual([
      'name,tags,p50Ms',
      'orders,"core, ""fin""",',
      'stock,,1200',
      '',
    ]);
  });

  it('are an array of objects in JSON', () => {
    expect(JSON.parse(exportRows(ROWS, 'json'))).toEqual(ROWS);
  });
});
