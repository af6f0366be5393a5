import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { ConfigProvider } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient } from './api/query-client.ts';
import { watchSession } from './api/session-watch.ts';
import { antdLocale } from './i18n/antd-locale.ts';
import { router } from './routes.tsx';
import { antdTheme } from './theme/antd-theme.ts';
import { useTheme } from './theme/theme.ts';

watchSession(queryClient);

/** The nonce of this page load, which the server wrote into the page for antd's style elements. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;

export function App() {
  const { i18n } = useTranslation();
  const { mode } = useTheme();
  const theme = useMemo(() => antdTheme(mode), [mode]);
  return (
    <ConfigProvider
      {...antdLocale(i18n.language)}
      theme={theme}
      button={{ autoInsertSpace: false }}
      {...(nonce !== undefined && { csp: { nonce } })}
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </ConfigProvider>
  );
}
