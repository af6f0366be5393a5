/** The worker gateway's messages and service, generated from `proto/`; Node only. */
export * from './generated/carillon/gateway/v1/gateway.ts';

/** Versions of the gateway protocol this program speaks; the highest common one is chosen. */
export const PROTOCOL_MIN = 1;
export const PROTOCOL_MAX = 1;
