import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Empty, useTitle } from '../parts/page.tsx';

export function NotFound() {
  const { t } = useTranslation();
  useTitle(t('error.notFound'));
  return (
    <Empty title={t('error.notFound')} hint={t('error.notFoundHint')}>
      <Link to="/">{t('nav.overview')}</Link>
    </Empty>
  );
}

export function CrashView({ error }: ErrorComponentProps) {
  const { t } = useTranslation();
  return (
    <Empty title={t('error.crashed')} hint={t('error.crashedHint')}>
      <p className="soft mono">{error instanceof Error ? error.message : String(error)}</p>
      <Button onClick={() => location.reload()}>{t('error.reload')}</Button>
    </Empty>
  );
}
