import { expect, it } from 'vitest';
import { taskSchemas as ofExecutors } from '../packages/executors/src/schemas.ts';
import { taskSchemas as generated } from '../packages/spec/src/generated/task-schemas.ts';

it('spec keeps the schemas that executors have now; otherwise run npm run generate', () => {
  expect(generated).toEqual(ofExecutors);
});
