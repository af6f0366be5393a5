import { Link } from '@tanstack/react-router';

/** The calendars that decide about a schedule; the server finds each by its name from the schedule's project. */
export function CalendarLinks({ project, names }: { project: string; names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <div className="tags">
      {names.map((name) => (
        <Link key={name} className="tag" to="/p/$project/calendars/$name" params={{ project, name }}>
          {name}
        </Link>
      ))}
    </div>
  );
}
