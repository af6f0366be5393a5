import { describe, expect, it } from 'vitest';
import { readValue, typedValue } from './variable-value.ts';

describe('a value of a variable', () => {
  it.each(['eu', '5', '', 5, true, null, ['cn', 'eu'], { a: 1 }])('%j is typed and read back as it was', (value) => {
    expect(readValue(typedValue(value))).toEqual({ value });
  });

  it('is none where it is no JSON', () => {
    expect(readValue({ text: '[1,', isJson: true })).toBeUndefined();
  });
});
