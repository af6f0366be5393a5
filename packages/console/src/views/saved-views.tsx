import type { PageOf, SavedView } from '@carillon/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { get, post } from '../api/client.ts';
import { Icon } from '../parts/icon.tsx';
import { ErrorView } from '../parts/page.tsx';
import { RemoveDialog } from '../parts/remove-dialog.tsx';
import { shellWord } from '../parts/shell-word.ts';
import { usePlace } from '../shell/place.ts';
import { isSameSearch } from './same-search.ts';
import './saved-views.css';

type Search = SavedView['search'];

interface SavedViewsProps {
  readonly page: SavedView['page'];
  /** What the address of the list holds now. */
  readonly search: Search;
  readonly onPick: (search: Search) => void;
}

/** The list as somebody left it, under a name that everybody in the project can pick. */
export function SavedViews({ page, search, onPick }: SavedViewsProps) {
  const { t } = useTranslation();
  const { project } = usePlace();
  const client = useQueryClient();
  const menu = useRef<HTMLDetailsElement>(null);
  const [name, setName] = useState('');
  const queryKey = ['saved-views', project, page];
  const { data } = useQuery({
    queryKey,
    queryFn: ({ signal }) => get<PageOf<SavedView>>('/saved-views', { project, page }, signal),
  });
  const save = useMutation({
    mutationFn: () => post<SavedView>('/saved-views', { project, page, name: name.trim(), search }),
    onSuccess: () => (setName(''), client.invalidateQueries({ queryKey })),
  });
  const [removed, setRemoved] = useState<SavedView>();
  const views = data?.items ?? [];
  const current = views.find((view) => isSameSearch(view.search, search));
  const pick = (view: SavedView) => {
    menu.current?.removeAttribute('open');
    onPick(view.search);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') save.mutate();
  };
  return (
    <>
      <details className="menu saved-views" ref={menu}>
        <summary>
          <Icon name="star" size={14} />
          {current?.name ?? t('views.title')}
        </summary>
        <div>
          {views.length === 0 && <p className="soft">{t('views.none')}</p>}
          {views.map((view) => (
            <span key={view.id} className="saved-view">
              <button type="button" aria-pressed={view === current} onClick={() => pick(view)}>
                {view.name}
                <small className="soft">{t('views.by', { actor: view.savedBy })}</small>
              </button>
              <button
                type="button"
                className="plain"
                aria-label={t('views.remove', { name: view.name })}
                onClick={() => setRemoved(view)}
              >
                <Icon name="close" size={12} />
              </button>
            </span>
          ))}
          <form onSubmit={submit}>
            <Input
              size="small"
              aria-label={t('views.name')}
              placeholder={t('views.name')}
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
            <Button size="small" htmlType="submit" loading={save.isPending} disabled={name.trim() === ''}>
              {t('views.save')}
            </Button>
          </form>
          {save.error && <ErrorView error={save.error} />}
        </div>
      </details>
      {removed && (
        <RemoveDialog
          title={t('views.removeTitle', { name: removed.name })}
          effect={t('views.removeEffect')}
          submit={t('views.removeSubmit')}
          path={`/saved-views/${removed.id}`}
          cli={`npx carillon saved-view rm ${shellWord(removed.name)} --project ${project} --page ${page}`}
          changes={['saved-views']}
          onClose={() => setRemoved(undefined)}
        />
      )}
    </>
  );
}
