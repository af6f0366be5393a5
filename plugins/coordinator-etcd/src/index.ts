export { createCoordinator } from './coordinator.ts';
