/** Calendars: which days are open, and what holds firings. Written as documents. */
import { type Static, Type } from 'typebox';
import { CalendarDate, Count, Instant, Name, Opt, Values } from './fields.ts';

export const CALENDAR_ORIGINS = ['document', 'builtin'] as const;
export type CalendarOrigin = (typeof CALENDAR_ORIGINS)[number];

/** The days of a calendar as programs read them. */
export const CalendarTable = Type.Object(
  {
    name: Type.String(),
    version: Type.Integer({ description: '0: built in, and used by nothing that was applied' }),
    years: Type.Record(Type.String(), Type.String(), {
      description: 'by year, the bits of its days in hex: four days a digit, the earliest in its lowest bit',
    }),
    freezes: Type.Array(
      Type.Object({
        from: Type.Integer({ description: 'milliseconds since 1970' }),
        to: Type.Integer({ description: 'excluded' }),
        reason: Opt(Type.String()),
      }),
    ),
    marks: Type.Record(Type.String(), Type.String(), {
      description: 'by date: make_up, the name of a holiday, or the reason somebody wrote',
    }),
  },
  { $id: 'CalendarTable' },
);
export type CalendarTable = Static<typeof CalendarTable>;

export const Calendar = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('Calendar'),
    project: Type.Union([Name, Type.Null()], { description: 'null: built in, for all projects' }),
    name: Type.String(),
    title: Opt(Type.String()),
    description: Opt(Type.String()),
    owner: Opt(Type.String()),
    tags: Type.Array(Type.String()),
    origin: Type.Enum([...CALENDAR_ORIGINS]),
    version: Type.Integer({ description: '0: built in, and used by nothing that was applied' }),
    hash: Type.String(),
    knownYears: Type.Array(Type.Integer()),
    knownUntil: Opt(
      Type.String({ format: 'date', description: 'last day of the known years from now on; absent: this one is not' }),
    ),
    schedules: Type.Integer({ minimum: 0, description: 'that use it by name' }),
    updatedAt: Opt(Instant),
    document: Opt(Values),
    table: Opt(CalendarTable),
  },
  { $id: 'Calendar' },
);
export type Calendar = Static<typeof Calendar>;

export const CalendarVersion = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('CalendarVersion'),
    version: Type.Integer(),
    hash: Type.String(),
    author: Type.String(),
    message: Type.String({ description: 'of one that was compiled again: which calendar had changed' }),
    createdAt: Instant,
    knownYears: Type.Array(Type.Integer()),
    openDays: Type.Record(Type.String(), Count, { description: 'how many, by year' }),
    document: Values,
  },
  { $id: 'CalendarVersion' },
);
export type CalendarVersion = Static<typeof CalendarVersion>;

export const CalendarDay = Type.Object(
  {
    date: CalendarDate,
    open: Type.Union([Type.Boolean(), Type.Null()], { description: 'null: nothing is known of that year' }),
    mark: Opt(Type.String({ description: 'make_up, the name of a holiday, or the reason somebody wrote' })),
  },
  { $id: 'CalendarDay' },
);
export type CalendarDay = Static<typeof CalendarDay>;

export const CalendarDays = Type.Object({ items: Type.Array(CalendarDay) }, { $id: 'CalendarDays' });
export type CalendarDays = Static<typeof CalendarDays>;
