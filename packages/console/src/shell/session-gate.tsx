import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { isSignedOut } from '../api/client.ts';
import { closeLiveStream } from '../api/live.ts';
import { sessionQuery } from '../api/queries.ts';
import { ErrorView, useTitle } from '../parts/page.tsx';
import { forgetInputsOfOthers } from '../start/last-inputs.ts';
import { SignInPage } from './sign-in-page.tsx';

/** Nothing is drawn before the server has said who this is. */
export function SessionGate({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const session = useQuery(sessionQuery);
  const client = useQueryClient();
  const hasEnded = isSignedOut(session.error);
  useTitle();
  // Whoever signs in next may be somebody else.
  useEffect(() => {
    if (!hasEnded) return;
    closeLiveStream();
    client.removeQueries({ predicate: ({ queryKey: [noun] }) => noun !== sessionQuery.queryKey[0] });
  }, [client, hasEnded]);
  const user = hasEnded ? undefined : session.data?.user;
  useEffect(() => {
    if (hasEnded || user !== undefined) forgetInputsOfOthers(user);
  }, [hasEnded, user]);
  if (hasEnded) return <SignInPage after={session.error} />;
  if (session.data) return children;
  if (session.error) {
    return (
      <main className="page">
        <ErrorView error={session.error} retry={() => void session.refetch()} />
      </main>
    );
  }
  return <main className="page soft">{t('signIn.waiting')}</main>;
}
