export { createClockWitness } from './clock-witness.ts';
export { createIncidentStore } from './incident-store.ts';
