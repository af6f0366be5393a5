import type { Action } from '@carillon/protocol';
import { createInstance } from 'i18next';
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { I18nextProvider, initReactI18next } from 'react-i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { ApiError } from '../api/client.ts';
import { zhCn } from '../i18n/zh-cn.ts';
import { ErrorView } from './page.tsx';
import { useRefusal } from './refusal.ts';

const i18n = createInstance();

beforeAll(() => i18n.use(initReactI18next).init({ lng: 'zh-CN', resources: { 'zh-CN': { translation: zhCn } } }));

const drawn = (node: ReactNode): string => renderToStaticMarkup(<I18nextProvider i18n={i18n}>{node}</I18nextProvider>);

function Why({ action }: { action: Action }) {
  return <p>{useRefusal()(action)}</p>;
}

const problem = (code: string, rest: object = {}) => ({ type: 'about:blank', title: 'No', status: 409, code, ...rest });

describe('why something is refused, on a Chinese page', () => {
  it('is told in Chinese, with the words of its params', () => {
    const action = {
      allowed: false,
      code: 'BACKFILL_STATE',
      params: { backfillState: 'paused' },
      reason: 'English',
    } as const;
    expect(drawn(<Why action={action} />)).toBe(`<p>补数的状态为：${zhCn.backfillState.paused}</p>`);
    expect(drawn(<Why action={{ allowed: true }} />)).toBe('<p></p>');
  });

  it('is what the server says where this console does not know the code yet', () => {
    const action = { allowed: false, code: 'OF_TOMORROW', reason: 'It is not tomorrow.' } as const;
    expect(drawn(<Why action={action} />)).toBe('<p>It is not tomorrow.</p>');
  });

  it('is told below an error, too', () => {
    const error = new ApiError(409, problem('CONFLICT_STATE', { hint: 'English', refusal: { code: 'RUN_ENDED' } }));
    const text = drawn(<ErrorView error={error} />);
    expect(text).toContain(zhCn.refusal.RUN_ENDED);
    expect(text).not.toContain('English');
  });
});

it('offers to load a page anew whose session is another one\u2019s', () => {
  const text = drawn(<ErrorView error={new ApiError(403, problem('AUTH_CSRF', { hint: 'Use a token instead.' }))} />);
  expect(text).toMatch(new RegExp(`<button.*${zhCn.error.reload}`));
  expect(text).toContain(zhCn.error.otherSession);
  expect(text).not.toContain('Use a token');
});
