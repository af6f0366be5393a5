/**
 * The holidays of mainland China as the State Council arranges them each year, with the weekend days that
 * are worked in exchange. From chinese-days (MIT). A year is published in the autumn before it: one that
 * the library does not have is not known, since nothing but the arrangement says which weekends are worked.
 */
import { dateOfDay, firstDayOf } from '@carillon/core';
import type chineseDays from 'chinese-days';
import type { HolidayDays } from './holiday-data.ts';
import { ALL_YEARS } from './years.ts';

export function chineseArrangements({ getDayDetail }: typeof chineseDays): HolidayDays {
  const off = new Map<number, string>();
  const makeUp = new Map<number, string>();
  const years = new Set<number>();
  for (const year of ALL_YEARS) {
    for (let day = firstDayOf(year); day < firstDayOf(year + 1); day += 1) {
      const { work, name } = getDayDetail(dateOfDay(day));
      // "Labour Day,劳动节,2" on days of the arrangement, the name of the weekday on all others.
      const title = name.split(',')[1];
      if (title === undefined) continue;
      (work ? makeUp : off).set(day, title);
      // The last days of a year may be in the arrangement of the next one: only National Day tells.
      if (title.includes('国庆')) years.add(year);
    }
  }
  return { off, makeUp, years };
}
