/** Signals to a run, and events to all runs that wait for them. */
import { type Static, Type } from 'typebox';
import { Count, Id, Name, Opt, Values } from './fields.ts';

const Key = Type.String({ minLength: 1, maxLength: 255, description: 'waits with another key are not meant' });

export const SendSignal = Type.Object(
  { name: Name, key: Opt(Key), payload: Opt(Values) },
  { $id: 'SendSignal', additionalProperties: false },
);
export type SendSignal = Static<typeof SendSignal>;

export const SendEvent = Type.Object(
  { project: Opt(Name), name: Name, key: Opt(Key), payload: Opt(Values) },
  { $id: 'SendEvent', additionalProperties: false },
);
export type SendEvent = Static<typeof SendEvent>;

export const Signal = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('Signal'),
    id: Id('evt'),
    name: Name,
    key: Opt(Type.String()),
    runId: Opt(Id('run')),
    woken: Count,
  },
  { $id: 'Signal', description: '`woken`: task runs that waited for it; with 0 it is kept for those that will' },
);
export type Signal = Static<typeof Signal>;
