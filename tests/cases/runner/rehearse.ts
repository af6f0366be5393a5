/** A scenario as a test: as written what it expects happens, and without its feature it does not. */
import { Deviation } from './deviation.ts';
import { closePlay, openPlay, setScene } from './play.ts';
import { compare } from './outcome.ts';
import type { Scenario, Scene } from './scenario.ts';
import type { Stage } from './stage.ts';
import { perform } from './steps.ts';
import type { JsonObject } from '@carillon/core';

const PATIENCE_MS = 20_000;
/** Where something is expected not to come, nothing tells when to stop waiting. */
const PATIENCE_WITHOUT_MS = 2_000;

export async function rehearse(stage: Stage, scenario: Scenario): Promise<void> {
  const project = scenario.path.replaceAll('/', '-');
  await play(stage, scenario.scene, { project, expected: scenario.expect, isExpected: true });
  const without = `${project}-without`;
  const expected = scenario.otherwise ?? scenario.expect;
  try {
    await play(stage, scenario.reduced, { project: without, expected, isExpected: scenario.otherwise !== undefined });
  } catch (error) {
    if (error instanceof Deviation && !scenario.otherwise) return;
    throw new Error(`without ${scenario.feature}: ${(error as Error).message}`, { cause: error });
  }
  if (!scenario.otherwise)
    throw new Error(`without ${scenario.feature} the same happens: the scenario does not show it`);
}

async function play(
  stage: Stage,
  scene: Scene,
  {
    project,
    expected,
    isExpected,
  }: { readonly project: string; readonly expected: JsonObject; readonly isExpected: boolean },
): Promise<void> {
  const one = openPlay(stage, scene, project, isExpected ? PATIENCE_MS : PATIENCE_WITHOUT_MS);
  try {
    await setScene(one);
    for (const step of scene.script) await perform(one, step);
    // What is open may still be on its way to what is expected. Where it should not come to that, it is seen as it is.
    if (isExpected) await one.until(() => compare(one, expected));
    else await compare(one, expected);
  } finally {
    await closePlay(one);
  }
}
