import { readFileSync } from 'node:fs';
import { ATTEMPT_STATES, RUN_STATES, TASK_RUN_STATES } from '@carillon/core';
import { describe, expect, it } from 'vitest';
import { FAMILIES, STATE_ICONS, STATE_LOOKS } from '../states/families.ts';
import { contrast, deltaE2000, type Rgb, simulate, VISIONS } from './color-vision.ts';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const [light = '', dark = ''] = css.split(":root[data-theme='dark']");
const read = (block: string) =>
  new Map(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map((match) => [match[1] as string, match[2] as string]),
  );
const rgb = (hex: string): Rgb => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;

describe('every state', () => {
  it.each([...new Set([...RUN_STATES, ...TASK_RUN_STATES, ...ATTEMPT_STATES])])(
    '%s has a family, an icon and a pattern',
    (state) => {
      const look = STATE_LOOKS[state];
      expect(FAMILIES).toContain(look.family);
      expect(STATE_ICONS).toContain(look.icon);
    },
  );

  it('differs from the others of its family by icon or pattern', () => {
    const looks = Object.entries(STATE_LOOKS).filter(([state]) => state !== 'dispatched'); // Of an attempt what `starting` is of a task run.
    expect(new Set(looks.map(([, { family, icon, pattern }]) => `${family} ${icon} ${pattern}`)).size).toBe(
      looks.length,
    );
  });
});

describe.each([
  ['light', read(light)],
  ['dark', read(dark)],
] as const)('the %s theme', (_theme, tokens) => {
  const color = (name: string): Rgb => rgb(tokens.get(name) ?? expect.fail(`no token ${name}`));

  it.each(FAMILIES)('draws %s with enough contrast on every surface', (family) => {
    for (const surface of ['ground', 'surface']) {
      expect(contrast(color(`${family}-fill`), color(surface))).toBeGreaterThanOrEqual(3);
      expect(contrast(color(`${family}-ink`), color(surface))).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('writes text, and colours of logs, with enough contrast', () => {
    for (const ink of ['text', 'text-soft', 'accent', ...Array.from({ length: 8 }, (_, n) => `ansi-${n}`)]) {
      for (const surface of ['ground', 'surface', 'code'])
        expect(contrast(color(ink), color(surface)), `${ink} on ${surface}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('writes on buttons with enough contrast, also under the pointer', () => {
    for (const ground of ['accent', 'accent-hover', 'failed-ink'])
      expect(contrast(color('on-accent'), color(ground)), ground).toBeGreaterThanOrEqual(4.5);
  });

  it.each(VISIONS)('keeps the families apart in %s vision', (vision) => {
    const fills = FAMILIES.map((family) => simulate(color(`${family}-fill`), vision));
    const distances = fills.flatMap((a, n) => fills.slice(n + 1).map((b) => deltaE2000(a, b)));
    expect(Math.min(...distances)).toBeGreaterThanOrEqual(12);
  });
});
