/** Secrets, which are written and never read, and variables with the level that each comes from. */
import { type Static, Type } from 'typebox';
import { Id, Instant, Name, Opt } from './fields.ts';

/** Names that expressions read. */
const ReadName = Type.String({ pattern: '^[a-z][a-z0-9_]{0,62}$' });
const Reason = Type.String({ maxLength: 2000, description: 'for the audit' });

/** Neither: the whole tenant. */
const Level = {
  project: Opt(Name),
  environment: Opt(Name),
};
const LevelName = Type.Enum(['platform', 'tenant', 'project', 'environment']);

export const Secret = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('Secret'),
    id: Id('sec'),
    name: ReadName,
    level: LevelName,
    ...Level,
    version: Type.Integer({ description: 'counts the values it had; only the newest is kept' }),
    createdAt: Instant,
    createdBy: Type.String(),
    updatedAt: Instant,
    updatedBy: Type.String(),
    lastUsedAt: Opt(Instant),
    usedBy: Type.Integer({ description: 'workflows whose live version, and channels that, are given it' }),
  },
  { $id: 'Secret', description: 'everything but its value, which no interface gives' },
);
export type Secret = Static<typeof Secret>;

export const SetSecret = Type.Object(
  {
    name: ReadName,
    value: Type.String({ minLength: 1, maxLength: 65_536, description: '4 bytes to 64 KiB of UTF-8' }),
    ...Level,
    reason: Opt(Reason),
  },
  { $id: 'SetSecret', additionalProperties: false },
);
export type SetSecret = Static<typeof SetSecret>;

export const RemoveSecret = Type.Object(
  { name: ReadName, ...Level, reason: Opt(Reason) },
  { $id: 'RemoveSecret', additionalProperties: false },
);
export type RemoveSecret = Static<typeof RemoveSecret>;

/** A workflow whose live version names the secret, or a channel that does, for notices of all environments. */
export const SecretUse = Type.Object(
  {
    project: Name,
    environment: Opt(Name),
    workflow: Opt(Name),
    version: Opt(Type.Integer()),
    channel: Opt(Name),
    effective: Type.Boolean({ description: 'false: a narrower level has the name, and is given instead' }),
  },
  { $id: 'SecretUse' },
);
export type SecretUse = Static<typeof SecretUse>;

export const Variable = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('Variable'),
    name: ReadName,
    level: LevelName,
    ...Level,
    value: Type.Unknown(),
    updatedAt: Instant,
    updatedBy: Type.String({ description: 'empty: the program itself' }),
  },
  { $id: 'Variable' },
);
export type Variable = Static<typeof Variable>;

const Platform = {
  platform: Opt(Type.Boolean({ description: 'of all tenants, the widest level; for the default tenant alone' })),
};

export const SetVariable = Type.Object(
  { name: ReadName, value: Type.Unknown(), ...Level, ...Platform, reason: Opt(Reason) },
  { $id: 'SetVariable', additionalProperties: false },
);
export type SetVariable = Static<typeof SetVariable>;

export const RemoveVariable = Type.Object(
  { name: ReadName, ...Level, ...Platform, reason: Opt(Reason) },
  { $id: 'RemoveVariable', additionalProperties: false },
);
export type RemoveVariable = Static<typeof RemoveVariable>;

/** What a name is worth for a run, and which level supplied it (UX §3). */
export const EffectiveValue = Type.Object(
  {
    name: ReadName,
    value: Type.Unknown(),
    level: Type.Enum(['platform', 'tenant', 'project', 'environment', 'workflow', 'none']),
    ...Level,
    overrides: Type.Array(Type.Object({ level: LevelName, ...Level, value: Type.Unknown() }), {
      description: 'what wider levels have, the nearest first',
    }),
  },
  { $id: 'EffectiveValue' },
);
export type EffectiveValue = Static<typeof EffectiveValue>;
