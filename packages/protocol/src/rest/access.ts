/** Who is there: sessions, sign-in, tokens. */
import { type Static, Type } from 'typebox';
import { Id, Instant, Name, Opt } from './fields.ts';

export const Session = Type.Object(
  {
    user: Type.String(),
    tenant: Type.String(),
    csrfToken: Opt(Type.String()),
    version: Type.String(),
    environments: Type.Array(Type.String()),
    projects: Type.Array(Type.String()),
  },
  { $id: 'Session' },
);
export type Session = Static<typeof Session>;

/** A project or an environment. */
export const Named = Type.Object({ id: Type.String(), name: Name }, { $id: 'Named' });
export type Named = Static<typeof Named>;

export const SignIn = Type.Object(
  { code: Type.String({ minLength: 8, maxLength: 256 }) },
  { $id: 'SignIn', additionalProperties: false },
);
export type SignIn = Static<typeof SignIn>;

export const SignInCode = Type.Object(
  { code: Type.String(), url: Type.String({ description: 'opens the console signed in, once' }), expiresAt: Instant },
  { $id: 'SignInCode' },
);
export type SignInCode = Static<typeof SignInCode>;

const TokenKind = Type.Union([Type.Literal('api'), Type.Literal('worker')]);

/** A token without its secret. */
export const Token = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('Token'),
    id: Id('tok'),
    tokenKind: TokenKind,
    name: Type.String(),
    account: Type.String({ description: 'whose rights it has' }),
    createdAt: Instant,
    expiresAt: Opt(Instant),
    lastUsedAt: Opt(Instant),
  },
  { $id: 'Token' },
);
export type Token = Static<typeof Token>;

export const CreateToken = Type.Object(
  {
    tokenKind: TokenKind,
    name: Name,
    expiresIn: Opt(Type.String({ description: 'duration, `90d` by default, `365d` at most', maxLength: 32 })),
  },
  { $id: 'CreateToken', additionalProperties: false },
);
export type CreateToken = Static<typeof CreateToken>;

export const CreatedToken = Type.Object(
  { ...Token.properties, secret: Type.String({ description: 'the token itself, shown this once' }) },
  { $id: 'CreatedToken' },
);
export type CreatedToken = Static<typeof CreatedToken>;
