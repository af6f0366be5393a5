import { InfiniteQueryObserver, QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { drawn } from '../../test/drawn.tsx';
import { datasetsQuery } from '../api/dataset-queries.ts';
import { en } from '../i18n/en.ts';
import { Datasets } from './dataset-list.tsx';

const place = { project: 'shop', environment: 'dev' };
const list = (client: QueryClient, q: string) => drawn(<Datasets place={place} q={q} onFilter={() => {}} />, client);

describe('the list of datasets', () => {
  it('has its filter box while the answer to a new filter is awaited', async () => {
    const text = await list(new QueryClient(), 'ord');
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

  it('says that nothing matches under the filter, and how to begin where there is nothing at all', async () => {
    const client = new QueryClient();
    for (const q of ['', 'none'])
      client.setQueryData(datasetsQuery(place, q).queryKey, { pages: [{ items: [] }], pageParams: [undefined] });
    expect(await list(client, 'none')).toContain(en.datasets.filtered);
    expect(await list(client, '')).toContain(en.datasets.empty);
  });
});
