import type { Heartbeat, Welcome } from '@carillon/protocol/grpc';
import { describe, expect, it } from 'vitest';
import { createBeat } from './heartbeat.ts';

const LIMITS: Welcome = {
  protocol: 1,
  sessionId: 's',
  leaseMs: 14_000,
  heartbeatMs: 3_000,
  selfStopTermMs: 9_000,
  selfStopKillMs: 12_000,
  fresh: false,
  kept: [],
};

function createConnected() {
  const sent: Heartbeat[] = [];
  const beat = createBeat({
    send: (one) => void sent.push(one),
    describe: () => ({ busy: 0, live: [], draining: false, diskFull: false }),
  });
  beat.connected(LIMITS, 0);
  const answer = (storeAway = false): void => beat.acknowledged({ seq: (sent.at(-1) as Heartbeat).seq, storeAway });
  return { beat, sent, answer };
}

describe('the beat', () => {
  it('comes every 3 s and lists everything each fifth time', () => {
    const { beat, sent, answer } = createConnected();
    for (let at = 0; at <= 30_000; at += 250) {
      const before = sent.length;
      beat.tick(at);
      if (sent.length > before) answer();
    }
    expect(sent.map(({ full }) => full)).toEqual([
      true,
      false,
      false,
      false,
      false,
      true,
      false,
      false,
      false,
      false,
      true,
    ]);
  });

  it('asks for TERM at 9 s and KILL at 12 s after the last beat that was answered was sent', () => {
    const { beat, answer } = createConnected();
    beat.tick(0);
    beat.tick(3_000);
    answer();
    expect(beat.tick(11_999)).toBe('sure');
    expect(beat.tick(12_000)).toBe('hold');
    expect(beat.tick(14_999)).toBe('hold');
    expect(beat.tick(15_000)).toBe('cut');
  });

  it('asks for KILL at once after a freeze', () => {
    const { beat, answer } = createConnected();
    beat.tick(0);
    answer();
    expect(beat.tick(60_000)).toBe('cut');
  });

  it('climbs while disconnected, and is sure again with the next welcome', () => {
    const { beat } = createConnected();
    beat.tick(0);
    beat.disconnected();
    expect(beat.tick(9_000)).toBe('hold');
    beat.connected(LIMITS, 9_500);
    expect(beat.tick(9_500)).toBe('sure');
  });

  it('keeps everything running for ten minutes while servers say that the store is away', () => {
    const { beat, answer } = createConnected();
    let view = 'sure';
    let heldAt = 0;
    for (let at = 0; view === 'sure'; at += 3_000) {
      view = beat.tick(at);
      answer(true);
      heldAt = at;
    }
    expect(heldAt).toBe(609_000);
  });

  it('keeps everything running while servers that cannot greet it say that the store is away, for ten minutes', () => {
    const { beat } = createConnected();
    beat.tick(0);
    beat.disconnected();
    for (let at = 3_000; at <= 603_000; at += 3_000) {
      beat.storeAway(at);
      expect(beat.tick(at)).toBe('sure');
    }
    beat.storeAway(606_000);
    expect(beat.tick(612_000)).toBe('hold');
  });

  it('lets an attempt with a longer lease of its own go on for as much longer', () => {
    const { beat, answer } = createConnected();
    beat.tick(0);
    answer();
    const viewsAt = (at: number): readonly string[] => {
      beat.tick(at);
      return [{}, { leaseMs: 60_000 }, { leaseMs: 1_000 }].map(beat.viewOf);
    };
    expect(viewsAt(12_000)).toEqual(['cut', 'sure', 'cut']);
    expect(viewsAt(54_999)).toEqual(['cut', 'sure', 'cut']);
    expect(viewsAt(55_000)).toEqual(['cut', 'hold', 'cut']);
    expect(viewsAt(58_000)).toEqual(['cut', 'cut', 'cut']);
  });

  it('ends an exclusive attempt when only the store is away, and no other', () => {
    const { beat, answer } = createConnected();
    beat.tick(0);
    answer();
    const views = [3_000, 6_000, 9_000, 12_000].map((at) => {
      beat.tick(at);
      answer(true);
      return [{}, { exclusive: true }].map(beat.viewOf);
    });
    expect(views).toEqual([
      ['sure', 'sure'],
      ['sure', 'sure'],
      ['sure', 'hold'],
      ['sure', 'cut'],
    ]);
    beat.tick(15_000);
    answer();
    beat.tick(16_000);
    expect(beat.viewOf({ exclusive: true })).toBe('sure');
  });
});
