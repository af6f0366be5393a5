import { afterEach, expect, it, vi } from 'vitest';
import { copyText } from './copy-button.tsx';

afterEach(() => vi.unstubAllGlobals());

it('tells whether the browser let a text be copied', async () => {
  const writeText = vi.fn<() => Promise<void>>(() => Promise.resolve());
  vi.stubGlobal('navigator', { clipboard: { writeText } });
  expect(await copyText('a')).toBe(true);
  writeText.mockRejectedValue(new Error('not allowed'));
  expect(await copyText('a')).toBe(false);
  // Of an insecure origin.
  vi.stubGlobal('navigator', {});
  expect(await copyText('a')).toBe(false);
});
