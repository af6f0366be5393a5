/** Claimed schedules with their calendars: read anew for every claim, since a calendar may have a new version. */
import {
  calendarNames,
  type CalendarStore,
  type CalendarTables,
  compileSchedule,
  NO_CALENDARS,
  type Schedule,
  type ScheduleClaim,
} from '@carillon/core';

export interface CompiledClaim {
  readonly claim: ScheduleClaim;
  readonly schedule: Schedule;
}

export interface ScheduleCompiler {
  /** Those that cannot be compiled are given to `onError`. */
  compile(
    claims: readonly ScheduleClaim[],
    onError: (claim: ScheduleClaim, error: unknown) => void,
  ): Promise<readonly CompiledClaim[]>;
}

const placeOf = ({ scope }: ScheduleClaim): string => `${scope.projectKey}/${scope.environmentKey}`;

export function createScheduleCompiler(calendars: Pick<CalendarStore, 'tables'>): ScheduleCompiler {
  /** One question a project and environment. */
  const tablesOf = async (claims: readonly ScheduleClaim[]): Promise<ReadonlyMap<string, CalendarTables>> => {
    const asked = new Map<string, { readonly scope: ScheduleClaim['scope']; readonly names: Set<string> }>();
    for (const claim of claims) {
      const names = calendarNames(claim.definition);
      if (names.length === 0) continue;
      const place = asked.get(placeOf(claim)) ?? { scope: claim.scope, names: new Set() };
      asked.set(placeOf(claim), place);
      for (const name of names) place.names.add(name);
    }
    const tables = new Map<string, CalendarTables>();
    for (const [place, { scope, names }] of asked) tables.set(place, await calendars.tables(scope, [...names]));
    return tables;
  };

  return {
    async compile(claims, onError) {
      const tables = await tablesOf(claims);
      return claims.flatMap((claim) => {
        const key = `${claim.project}/${claim.workflow}/${claim.name}`;
        try {
          const schedule = compileSchedule(claim.definition, {
            key,
            calendars: tables.get(placeOf(claim)) ?? NO_CALENDARS,
          });
          return [{ claim, schedule }];
        } catch (error) {
          onError(claim, error);
          return [];
        }
      });
    },
  };
}
