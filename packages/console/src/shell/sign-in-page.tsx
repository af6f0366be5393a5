import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/client.ts';
import { signInRefused } from '../api/session.ts';
import { Command } from '../parts/copy-button.tsx';
import { useTitle } from '../parts/page.tsx';
import { Bell } from './bell.tsx';
import { Preferences } from './preferences.tsx';
import './sign-in-page.css';

/** @param after how the server refused whoever is here */
export function SignInPage({ after }: { after: unknown }) {
  const { t } = useTranslation();
  const hasEnded = after instanceof ApiError && after.problem?.code === 'AUTH_SESSION_EXPIRED';
  useTitle(t('signIn.title'));
  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <Bell size={40} />
        <h1>{t('signIn.title')}</h1>
        {hasEnded && !signInRefused && <p role="status">{t('signIn.ended')}</p>}
        {signInRefused && (
          <p className="sign-in-refused" role="alert">
            {t('signIn.failed')}
          </p>
        )}
        <p className="soft">{t('signIn.how')}</p>
        <Command text="npx carillon open" />
        <p className="soft">{t('signIn.then')}</p>
      </div>
      <div className="sign-in-preferences">
        <Preferences />
      </div>
    </main>
  );
}
