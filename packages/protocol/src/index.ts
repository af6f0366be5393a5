/** Wire contracts that need no Node: the REST objects. The worker gateway is under `@carillon/protocol/grpc`. */
export * from './rest/schemas.ts';
