/** Every scenario file of this folder, as a test of its own. They share one scheduler and are played at once. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { rehearse } from './runner/rehearse.ts';
import { readScenario, scenarioPaths } from './runner/scenario.ts';
import { setStage, type Stage } from './runner/stage.ts';

describe.concurrent('a scenario', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage.stop());

  it.each(scenarioPaths())('%s', { timeout: 90_000 }, (path) => rehearse(stage, readScenario(path)));
});
