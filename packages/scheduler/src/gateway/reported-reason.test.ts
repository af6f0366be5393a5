import { expect, it } from 'vitest';
import { reportedReason } from './reported-reason.ts';

it.each([
  ['{"code":"EXIT_CODE","params":{"exitCode":7}}', { code: 'EXIT_CODE', params: { exitCode: 7 } }],
  ['{"code":"EXIT_CODE"}', { code: 'EXIT_CODE' }],
  ['{"code":"EXIT_CODE","said":"x","faults":[]}', { code: 'EXIT_CODE' }],
  [
    '{"code":"USER_ERROR","params":{"message":"m","at":null,"more":{"a":1}}}',
    { code: 'USER_ERROR', params: { message: 'm' } },
  ],
  [
    '{"code":"OUTPUT_INVALID","params":{"problem":"no a"},"said":{"text":"no {0}","values":["a"]}}',
    { code: 'OUTPUT_INVALID', params: { problem: 'no a' }, said: { text: 'no {0}', values: ['a'] } },
  ],
  [
    '{"code":"OUTPUT_INVALID","params":{"problem":"no a"},"said":{"text":"no {0}","values":["b"]}}',
    { code: 'OUTPUT_INVALID', params: { problem: 'no a' } },
  ],
  [
    '{"code":"OUTPUT_INVALID","params":{"problem":"no a"},"said":{"text":"no {0}","values":[7]}}',
    { code: 'OUTPUT_INVALID', params: { problem: 'no a' } },
  ],
  ['{"code":"USER_ERROR","params":5}', { code: 'USER_ERROR' }],
  ['{"code":7}', { code: 'USER_ERROR' }],
  ['"EXIT_CODE"', { code: 'USER_ERROR' }],
  ['null', { code: 'USER_ERROR' }],
  ['not json', { code: 'USER_ERROR' }],
])('the reason that a worker reports as %s has its code and its values alone', (text, reason) => {
  expect(reportedReason(text)).toEqual(reason);
});
