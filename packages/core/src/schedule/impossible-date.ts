/** Why a pattern has no time, said of what somebody wrote. */
import { Said, said } from '../said.ts';
import { type BitSet, nextMember } from './bit-set.ts';
import { type CronFields, type CronSyntax, parseCronFields } from './cron-fields.ts';

const MONTHS = [
  said`January`,
  said`February`,
  said`March`,
  said`April`,
  said`May`,
  said`June`,
  said`July`,
  said`August`,
  said`September`,
  said`October`,
  said`November`,
  said`December`,
];

export function impossibleDate(pattern: string, syntax: CronSyntax | undefined): Said {
  const fields = parseCronFields(pattern, syntax);
  const months = membersOf(fields.months);
  const day = earliestDay(fields);
  const names = new Said(
    months.map((_, no) => `{${no}}`).join(', '),
    months.map((month) => MONTHS[month - 1]),
  );
  const longest = Math.max(...months.map((month) => new Date(Date.UTC(2024, month, 0)).getUTCDate()));
  if (day !== undefined && day > longest)
    return months.length > 1 ? said`${names} have no day ${day}` : said`${names} has no day ${day}`;
  if (day === 29 && months.every((month) => month === 2)) return said`none of its years has a 29 February`;
  return said`its day, month and year never meet`;
}

function earliestDay({ monthDays }: CronFields): number | undefined {
  const days = [...membersOf(monthDays.set), ...monthDays.nearestWeekdays];
  return days.length === 0 ? undefined : Math.min(...days);
}

function membersOf(set: BitSet): readonly number[] {
  const members: number[] = [];
  for (let member = nextMember(set, 0); member >= 0; member = nextMember(set, member + 1)) members.push(member);
  return members;
}
