import { compilePlan } from '@carillon/core';
import { ServerMessage } from '@carillon/protocol/grpc';
import { describe, expect, it } from 'vitest';
import type { Contexts } from '../runs/contexts.ts';
import type { CompiledVersion, Versions } from '../runs/versions.ts';
import type { ConnectedWorker } from '../sessions.ts';
import { call, workflow } from '../workflows.testing.ts';
import { createAssigner } from './assignments.ts';

const MAX_MESSAGE_BYTES = 4 * 2 ** 20;

describe('assignments', () => {
  it('go in as many messages as fit, each definition before what refers to it', async () => {
    const record = { workflow: 'w', project: 'p' };
    const version = { record, plan: compilePlan(workflow('w', { a: call('x') })), definitions: ['{}'] };
    const versions = { peek: () => version as unknown as CompiledVersion } as unknown as Versions;
    const contexts = {
      environmentName: async () => 'dev',
      logicalDate: async () => '',
      runUrl: () => '',
    } as unknown as Contexts;
    const sent: ServerMessage[] = [];
    const worker = { definitions: new Map(), send: (message: ServerMessage) => void sent.push(message) };
    const item = {
      runId: '01a1fd0b-4e1b-7b70-9415-afe2ebc00000',
      taskNo: 0,
      attempt: 1,
      attemptId: 'a',
      fence: 1,
      versionKey: 1,
      laneKey: 1,
      environmentKey: 1,
      params: JSON.stringify({ text: 'x'.repeat(256_000) }),
      logicalTime: undefined,
      input: undefined,
    };
    const attemptSecrets = { of: async () => ({}) };
    await createAssigner({ versions, contexts, attemptSecrets, room: { hold: () => undefined } }).send(
      worker as unknown as ConnectedWorker,
      Array.from({ length: 40 }, () => item),
    );
    expect(Math.max(...sent.map((message) => ServerMessage.encode(message).finish().byteLength))).toBeLessThan(
      MAX_MESSAGE_BYTES,
    );
    const bodies = sent.map(({ body }) => (body?.$case === 'assign' ? body.value : undefined));
    expect(bodies.flatMap((body) => body?.assignments)).toHaveLength(40);
    expect(bodies.map((body) => body?.definitions.length)).toEqual([1, ...bodies.slice(1).map(() => 0)]);
  });
});
