import { describe, expect, it } from 'vitest';
import { en } from '../i18n/en.ts';
import { zhCn } from '../i18n/zh-cn.ts';
import { fillReason } from './reason.ts';

describe('the sentence of a reason', () => {
  it('names the time that was over, as a duration, in both languages', () => {
    const params = { limitMs: 90_000 };
    for (const code of ['ATTEMPT_TIMEOUT', 'TASK_TIMEOUT', 'QUEUE_TIMEOUT', 'RUN_TIMEOUT'] as const) {
      expect(fillReason(en.reason[code], params)).toContain('(1m 30s)');
      expect(fillReason(zhCn.reason[code], params)).toContain('（1m 30s）');
      expect(fillReason(en.reason[code], {})).not.toContain('(');
    }
  });
});
