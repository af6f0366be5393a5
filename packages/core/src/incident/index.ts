export {
  AGREEING_MS,
  BORNE_STEP_MS,
  type ClockVerdict,
  clockVerdict,
  FEWEST_JUDGES,
  type OpenClockStep,
} from './clock-verdict.ts';
