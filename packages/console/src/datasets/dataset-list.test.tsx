import { QueryClient, QueryClientProvider, InfiniteQueryObserver } from '@tanstack/react-query';
import { createInstance } from 'i18next';
import { renderToStaticMarkup } from 'react-dom/server';
import { I18nextProvider, initReactI18next } from 'react-i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { datasetsQuery } from '../api/dataset-queries.ts';
import { en } from '../i18n/en.ts';
import { Datasets } from './dataset-list.tsx';

const i18n = createInstance();
const place = { project: 'shop', environment: 'dev' };

beforeAll(() => i18n.use(initReactI18next).init({ lng: 'en', resources: { en: { translation: en } } }));

const drawn = (client: QueryClient, q: string, name?: string): string =>
  renderToStaticMarkup(
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={client}>
        <Datasets place={place} q={q} name={name} onFilter={() => {}} />
      </QueryClientProvider>
    </I18nextProvider>,
  );

describe('the list of datasets', () => {
  it('has its filter box while the answer to a new filter is awaited', () => {
    const text = drawn(new QueryClient(), 'ord');
    expect(text).toContain('value="ord"');
    expect(text).toContain('aria-busy');
  });

  it('shows the former rows until the answer is there', () => {
    const client = new QueryClient();
    const former = { pages: [{ items: [] }], pageParams: [undefined] };
    client.setQueryData(datasetsQuery(place, 'o').queryKey, former);
    const observer = new InfiniteQueryObserver(client, { ...datasetsQuery(place, 'o'), enabled: false });
    const leave = observer.subscribe(() => {});
    observer.setOptions({ ...datasetsQuery(place, 'or'), enabled: false });
    expect(observer.getCurrentResult().data).toEqual(former);
    leave();
  });

  it('says that nothing matches under the filter, and how to begin where there is nothing at all', () => {
    const client = new QueryClient();
    for (const q of ['', 'none'])
      client.setQueryData(datasetsQuery(place, q).queryKey, { pages: [{ items: [] }], pageParams: [undefined] });
    expect(drawn(client, 'none')).toContain(en.datasets.filtered);
    expect(drawn(client, '')).toContain(en.datasets.empty);
  });

  it('shows the updates of the one that is named, though it is on no page that is loaded', () => {
    expect(drawn(new QueryClient(), '', 'orders')).toContain('Updates of orders');
  });
});
