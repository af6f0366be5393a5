import type { SearchHit } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Place } from '../api/queries.ts';
import { titlesQuery } from './palette-hits.ts';

const LATIN = /^[a-z\d ]+$/i;
const HAN = /\p{Script=Han}/u;
const MOST = 8;

/** Workflows whose Chinese title sounds like the text. The dictionary is loaded where there is such a title. */
export function useTitlesBySound(place: Place, text: string): readonly SearchHit[] {
  const { data } = useQuery(titlesQuery(place));
  const [found, setFound] = useState<readonly SearchHit[]>([]);
  useEffect(() => {
    const titled = data?.items.filter(({ title }) => title !== undefined && HAN.test(title)) ?? [];
    if (titled.length === 0 || !LATIN.test(text)) return setFound([]);
    let isWanted = true;
    void import('./pinyin.ts').then(({ soundsLike }) => {
      if (isWanted) setFound(titled.filter(({ title }) => soundsLike(title ?? '', text)).slice(0, MOST));
    });
    return () => {
      isWanted = false;
    };
  }, [data, text]);
  return found;
}
