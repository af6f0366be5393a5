import type { Action } from '@carillon/protocol';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createInstance } from 'i18next';
import { renderToStaticMarkup } from 'react-dom/server';
import { I18nextProvider, initReactI18next } from 'react-i18next';
import { beforeAll, afterAll, describe, expect, it, vi } from 'vitest';
import { en } from '../i18n/en.ts';
import { withReason } from '../parts/with-reason.ts';
import { PlanForm } from './plan-form.tsx';

const i18n = createInstance();

beforeAll(async () => {
  vi.stubGlobal('location', new URL('http://localhost:4400'));
  await i18n.use(initReactI18next).init({ lng: 'en', resources: { en: { translation: en } } });
});
afterAll(() => vi.unstubAllGlobals());

const drawn = (apply: Action): string =>
  renderToStaticMarkup(
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={new QueryClient()}>
        <PlanForm
          plan={{ id: 'pln_1', environment: 'dev', actions: { apply } }}
          request={{}}
          cli="npx carillon backfill create orders"
          changes={[]}
          confirm="Start 3 runs"
          isAnything
          onBack={() => {}}
          onApplied={() => {}}
        >
          the plan
        </PlanForm>
      </QueryClientProvider>
    </I18nextProvider>,
  );

describe('a plan', () => {
  it('says as text why it cannot be applied: what is disabled takes no focus, and a phone has no pointer', () => {
    const refused = drawn({ allowed: false, code: 'PLAN_EXPIRED', reason: 'The plan has run out.' });
    expect(refused).toContain('The plan has run out: make a new one');
    expect(refused).toMatch(/<button[^>]* disabled=""[^>]*>(?:(?!<button).)*Start 3 runs/);
    expect(drawn({ allowed: true })).not.toMatch(/<button[^>]* disabled/);
  });

  it('has the reason in the command that does the same', () => {
    expect(withReason('npx carillon backfill create orders', 'it\u2019s late')).toBe(
      "npx carillon backfill create orders --reason 'it\u2019s late'",
    );
    expect(withReason('npx carillon bulk create stop', '')).toBe('npx carillon bulk create stop');
  });
});
