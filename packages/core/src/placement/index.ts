export {
  DISK_FULL,
  DISK_LABEL,
  HOST_LABEL,
  type Labels,
  type LabelsDocument,
  OWN_LABEL_PREFIX,
  type Preference,
  unmatchedLabel,
  WORKER_LABEL,
} from './labels.ts';
export { dynamicWorkers, type Requirement, requirementOf, resolvedRequirement } from './requirement.ts';
export {
  formatResources,
  lackingResource,
  minusResources,
  NO_RESOURCES,
  parseResources,
  plusResources,
  RESOURCE_NAMES,
  type ResourceName,
  type Resources,
  type ResourcesDocument,
  resourcesText,
  timesWithin,
} from './resources.ts';
export {
  ANY_WORKER,
  parseSelector,
  pinnedTo,
  type Selector,
  selectorText,
  STRATEGIES,
  type Strategy,
  type WorkersDocument,
} from './selector.ts';
export { type Candidate, chooseWorker, newTurns, noteTurn, type Turns } from './strategy.ts';
export {
  incapability,
  isCapable,
  isDiskFull,
  missingNow,
  ownLabels,
  verdictOn,
  withDisk,
  type WorkerNeeds,
  type WorkerOffer,
  type WorkerStanding,
  type WorkerVerdict,
} from './verdict.ts';
