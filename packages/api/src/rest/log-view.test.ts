import { describe, expect, it } from 'vitest';
import { logView } from './log-view.ts';

const slice = (bytes: Buffer, complete = false) => ({
  text: bytes,
  offset: 10,
  nextOffset: 10 + bytes.length,
  complete,
  size: 10 + bytes.length,
});

describe('a slice of a log as text', () => {
  const text = Buffer.from('aé漢😀');

  it('loses and doubles no byte, wherever it is cut', () => {
    for (let end = 0; end <= text.length; end++) {
      const first = logView(slice(text.subarray(0, end)));
      const rest = logView(slice(text.subarray(first.nextOffset - 10), true));
      expect(first.text + rest.text).toBe('aé漢😀');
    }
  });

  it('gives what is there when nothing follows', () => {
    expect(logView(slice(text.subarray(0, 2), true))).toMatchObject({
      text: 'a\ufffd',
      nextOffset: 12,
      complete: true,
    });
  });

  it('does not stand still at bytes that are no text', () => {
    const noise = logView(slice(Buffer.from([0x80, 0x81, 0x82, 0x83])));
    expect(noise.nextOffset).toBe(14);
  });
});
