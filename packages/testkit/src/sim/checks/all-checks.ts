/** All checks of a history. What they find is a broken promise of GUARANTEES, or of the check. */
import { neverAtOnce, newestCounts, withinSlots } from './attempts.ts';
import { undoneInReverse } from './compensations.ts';
import { firedAll, firedOnce } from './firings.ts';
import { endedWhole, ranInOrder } from './graphs.ts';
import type { Check, History, Violation } from './history.ts';
import { withinLimits } from './limits.ts';
import { oneAtATime } from './overlaps.ts';
import { promisedOnce } from './promises.ts';
import { answeredTruly } from './requests.ts';
import { cameToRest, madeNoMistake, termsRise } from './rest.ts';
import { signalledOnce } from './signals.ts';
import { movedLegally } from './transitions.ts';

const CHECKS: readonly Check[] = [
  firedOnce,
  firedAll,
  answeredTruly,
  movedLegally,
  newestCounts,
  neverAtOnce,
  ranInOrder,
  endedWhole,
  undoneInReverse,
  withinSlots,
  withinLimits,
  oneAtATime,
  signalledOnce,
  promisedOnce,
  termsRise,
  madeNoMistake,
  cameToRest,
];

export const violationsOf = (history: History): readonly Violation[] => CHECKS.flatMap((check) => check(history));
