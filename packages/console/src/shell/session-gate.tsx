import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/client.ts';
import { sessionQuery } from '../api/queries.ts';
import { ErrorView, useTitle } from '../parts/page.tsx';
import { SignInPage } from './sign-in-page.tsx';

/** Nothing is drawn before the server has said who this is. */
export function SessionGate({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const session = useQuery(sessionQuery);
  useTitle();
  if (session.data) return children;
  if (session.error instanceof ApiError && session.error.status === 401) return <SignInPage />;
  if (session.error) {
    return (
      <main className="page">
        <ErrorView error={session.error} retry={() => void session.refetch()} />
      </main>
    );
  }
  return <main className="page soft">{t('signIn.waiting')}</main>;
}
