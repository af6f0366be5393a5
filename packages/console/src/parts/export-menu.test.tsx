import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createInstance } from 'i18next';
import { renderToStaticMarkup } from 'react-dom/server';
import { I18nextProvider, initReactI18next } from 'react-i18next';
import { beforeAll, expect, it } from 'vitest';
import { en } from '../i18n/en.ts';
import { ExportMenu, type ExportSource } from './export-menu.tsx';

const i18n = createInstance();

beforeAll(() => i18n.use(initReactI18next).init({ lng: 'en', resources: { en: { translation: en } } }));

const drawn = (source: ExportSource): string =>
  renderToStaticMarkup(
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={new QueryClient()}>
        <ExportMenu source={source} fileName="runs" />
      </QueryClientProvider>
    </I18nextProvider>,
  );

it('says how much the file will hold', () => {
  expect(drawn({ rows: async () => ({ rows: [], isCut: false }) })).toContain('10,000 rows at most');
  expect(drawn({ address: () => '/api/v1/audit' })).toContain('Everything that fits the filter.');
});
