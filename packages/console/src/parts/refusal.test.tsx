import { said } from '@carillon/core';
import type { Action } from '@carillon/protocol';
import { createInstance } from 'i18next';
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { I18nextProvider, initReactI18next } from 'react-i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { ApiError } from '../api/client.ts';
import { SAID } from '../i18n/use-said.ts';
import { saidZhCn } from '../i18n/zh-cn/said.ts';
import { zhCn } from '../i18n/zh-cn.ts';
import { ErrorView } from './page.tsx';
import { useRefusal } from './refusal.ts';

const i18n = createInstance();

beforeAll(() =>
  i18n.use(initReactI18next).init({ lng: 'zh-CN', resources: { 'zh-CN': { translation: zhCn, [SAID]: saidZhCn } } }),
);

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

describe('what a server says, on a Chinese page', () => {
  const view = (rest: object, message = 'English') =>
    drawn(<ErrorView error={new ApiError(409, problem('CONFLICT_STATE', { detail: message, ...rest }))} />);

  it('is said in Chinese, a sentence within a sentence, too', () => {
    const detail = said`${said`the body`} ${said`must be one of ${'cn, eu'}`}`;
    const text = view({ said: { detail, hint: said`Try again in ${3} s.` }, hint: 'English' });
    expect(text).toContain('请求体 必须是以下之一：cn, eu');
    expect(text).toContain('请在 3 秒后重试。');
    expect(text).not.toContain('English');
  });

  it('is English as a whole where a newer server says what this console does not know', () => {
    const text = view({ said: { detail: said`since the plan was made: ${said`the moon rose`}${''}` } });
    expect(text).toContain('<p class="soft">English</p>');
  });

  it('is led by the code where checks speak English alone', () => {
    const errors = [{ pointer: '/limit', code: 'VALIDATION_PARAM_TYPE', message: 'limit must be a whole number' }];
    expect(view({ errors })).toContain(`${zhCn.fault.VALIDATION_PARAM_TYPE}：limit must be a whole number`);
  });
});
