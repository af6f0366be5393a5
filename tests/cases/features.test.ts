import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { features } from './runner/features.ts';
import { readScenario, scenarioPaths } from './runner/scenario.ts';
import { scenariosPage } from './runner/scenarios-page.ts';

const shown = new Set(scenarioPaths().map((path) => readScenario(path).feature));

it('every feature has a scenario', () => {
  expect(features().filter((feature) => !shown.has(feature))).toEqual([]);
});

it('every scenario is of a feature that there is', () => {
  const known = features();
  expect(Array.from(shown).filter((feature) => !known.includes(feature))).toEqual([]);
});

it('no feature is listed twice', () => {
  expect(features()).toEqual(Array.from(new Set(features())));
});

it('the page of scenarios is up to date; otherwise run npm run generate', () => {
  expect(readFileSync(new URL('../../docs/reference/scenarios.md', import.meta.url), 'utf8')).toBe(scenariosPage());
});
