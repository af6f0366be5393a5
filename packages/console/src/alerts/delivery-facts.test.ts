import type { Finding, PlatformHealth } from '@carillon/protocol';
import { describe, expect, it } from 'vitest';
import { deliveryFacts } from './delivery-facts.ts';

const finding = (code: string, params: Finding['params']): Finding => ({ code, params }) as Finding;

describe('whether alerts go out', () => {
  it('is told by who delivers, how far, and what keeps them', () => {
    const health = {
      duties: [{ name: 'healer' }, { name: 'consumer alerter', state: 'vacant' }],
      events: [
        { consumer: 'datasets', behind: 9 },
        { consumer: 'alerter', behind: 3, oldestAt: '2026-11-21T00:00:00Z' },
      ],
      findings: [
        finding('DUTY_VACANT', { duty: 'healer' }),
        finding('DUTY_VACANT', { duty: 'consumer alerter' }),
        finding('ROLE_MISSING', { role: 'scheduler' }),
        finding('EVENTS_BEHIND', { consumer: 'datasets' }),
        finding('EVENTS_BEHIND', { consumer: 'alerter' }),
      ],
    } as unknown as PlatformHealth;
    expect(deliveryFacts(health)).toMatchObject({
      duty: { state: 'vacant' },
      behind: 3,
      oldestAt: '2026-11-21T00:00:00Z',
      obstacles: [{ code: 'DUTY_VACANT' }, { code: 'EVENTS_BEHIND' }],
    });
  });

  it('is not known while the database is away', () => {
    expect(deliveryFacts({ missing: ['store', 'findings'] } as unknown as PlatformHealth)).toEqual({
      duty: undefined,
      behind: undefined,
      oldestAt: undefined,
      obstacles: [],
    });
  });
});
