/** A part of a page as a server would draw it: for tests of what is said, not of what happens on a click. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRouter, RouterContextProvider } from '@tanstack/react-router';
import { createInstance } from 'i18next';
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { I18nextProvider, initReactI18next } from 'react-i18next';
import { en } from '../src/i18n/en.ts';

/** Errors stay what they are told to be, as nothing is asked for again. */
export const quietClient = (): QueryClient => new QueryClient({ defaultOptions: { queries: { retryOnMount: false } } });

/** @param client with what the part would ask the server for */
export async function drawn(part: ReactNode, client: QueryClient = quietClient()): Promise<string> {
  const i18n = createInstance();
  await i18n.use(initReactI18next).init({ lng: 'en', resources: { en: { translation: en } } });
  const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory() });
  return renderToStaticMarkup(
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={client}>
        <RouterContextProvider router={router}>{part}</RouterContextProvider>
      </QueryClientProvider>
    </I18nextProvider>,
  );
}
