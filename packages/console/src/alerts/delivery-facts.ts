/** Whether alerts go out, from what is known of the platform: who delivers, how far, and what is in the way. */
import type { Duty, Finding, PlatformHealth } from '@carillon/protocol';

const CONSUMER = 'alerter';
const DUTY = `consumer ${CONSUMER}`;

export interface DeliveryFacts {
  /** Undefined where nobody ever delivered. */
  readonly duty: Duty | undefined;
  /** Events that were not looked at yet; undefined where it is not known. */
  readonly behind: number | undefined;
  readonly oldestAt: string | undefined;
  /** Of what is wrong with the platform, what keeps alerts from going out. */
  readonly obstacles: readonly Finding[];
}

export function deliveryFacts({ duties, events, findings }: PlatformHealth): DeliveryFacts {
  const consumer = events?.find((each) => each.consumer === CONSUMER);
  return {
    duty: duties?.find(({ name }) => name === DUTY),
    behind: consumer?.behind,
    oldestAt: consumer?.oldestAt,
    obstacles: (findings ?? []).filter(isObstacle),
  };
}

const isObstacle = ({ code, params }: Finding): boolean =>
  (code === 'EVENTS_BEHIND' && params['consumer'] === CONSUMER) ||
  (code === 'DUTY_VACANT' && params['duty'] === DUTY) ||
  (code === 'ROLE_MISSING' && params['role'] === CONSUMER);
