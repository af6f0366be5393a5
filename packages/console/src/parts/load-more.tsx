import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

interface Pages {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly fetchNextPage: () => unknown;
}

/** The end of a list that has more on the server; nothing when everything is there. */
export function LoadMore({ query, text }: { query: Pages; text?: string }) {
  const { t } = useTranslation();
  if (!query.hasNextPage) return null;
  return (
    <Button className="load-more" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
      {text ?? t('action.loadMore')}
    </Button>
  );
}
