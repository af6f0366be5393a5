/** A scenario as a test: as written what it expects happens, and without its feature it does not. */
import { Deviation } from './deviation.ts';
import { closePlay, openPlay, type Play, setScene } from './play.ts';
import { compare } from './outcome.ts';
import type { Scenario, Scene } from './scenario.ts';
import type { Stage } from './stage.ts';
import { perform } from './steps.ts';
import type { JsonObject } from '@carillon/core';

const PATIENCE_MS = 30_000;
/** Where something is expected not to come, nothing tells when to stop waiting. */
const PATIENCE_WITHOUT_MS = 2_000;

export async function rehearse(
  stage: Stage,
  { path, feature, scene, reduced, expect, otherwise }: Scenario,
): Promise<void> {
  const project = path.replaceAll('/', '-');
  await play(stage, scene, { project, patienceMs: PATIENCE_MS, then: (one) => comesTo(one, expect) });
  let isSame = true;
  try {
    await play(stage, reduced, {
      project: `${project}-without`,
      patienceMs: otherwise ? PATIENCE_MS : PATIENCE_WITHOUT_MS,
      async then(one) {
        if (otherwise) await comesTo(one, otherwise);
        isSame = await fits(one, expect, otherwise ? 0 : PATIENCE_WITHOUT_MS);
      },
    });
  } catch (error) {
    // Without the feature not even the script can be gone through: enough, where no more is said.
    if (error instanceof Deviation && !otherwise) return;
    throw new Error(`without ${feature}: ${(error as Error).message}`, { cause: error });
  }
  if (isSame) throw new Error(`without ${feature} the same happens: the scenario does not show it`);
}

/** What is open may still be on its way there. */
const comesTo = (one: Play, expected: JsonObject): Promise<void> => one.until(() => compare(one, expected));

async function fits(one: Play, expected: JsonObject, patienceMs: number): Promise<boolean> {
  one.patienceMs = patienceMs;
  try {
    await compare(one, expected);
    return true;
  } catch (error) {
    if (error instanceof Deviation) return false;
    throw error;
  }
}

interface Playing {
  readonly project: string;
  readonly patienceMs: number;
  readonly then: (one: Play) => Promise<void>;
}

async function play(stage: Stage, scene: Scene, { project, patienceMs, then }: Playing): Promise<void> {
  const one = openPlay(stage, scene, project, patienceMs);
  try {
    await setScene(one);
    for (const step of scene.script) await perform(one, step);
    await then(one);
  } finally {
    await closePlay(one);
  }
}
