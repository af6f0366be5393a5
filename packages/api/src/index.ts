/**
 * REST, the event stream and the console's files over HTTP. It decides who may ask and how answers look; what
 * is true is the store's, what happens is the engine's, and it reaches both through core's ports alone.
 */
export { type Api, type ApiParts, createApi } from './api.ts';
export { type Access, ACTIONS, type Action, authorize, type Decision, type Resource } from './auth/authorize.ts';
export { hashSecret } from './auth/secrets.ts';
export { createToken, type NewToken, tokenLifeMs } from './auth/tokens.ts';
export type { ApiConfig } from './config.ts';
