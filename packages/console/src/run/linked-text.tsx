import { Link } from '@tanstack/react-router';
import { middleEllipsis } from './middle-ellipsis.ts';

const RUN_ID = /(run_[0-9A-Z]{26})/;
const SHOWN = 14;

/** A sentence whose runs can be opened; their ids are cut short, and whole on hover. */
export function LinkedText({ text }: { text: string }) {
  return text.split(RUN_ID).map((part, position) =>
    position % 2 === 0 ? (
      part
    ) : (
      <Link key={part} className="in-text" to="/r/$runId" params={{ runId: part }} title={part}>
        {middleEllipsis(part, SHOWN)}
      </Link>
    ),
  );
}
