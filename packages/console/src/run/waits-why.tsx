import { useQuery } from '@tanstack/react-query';
import { WhyAnswer } from './why-answer.tsx';
import { type WaitingNoun, whyQuery } from './why-queries.ts';

/** Why a schedule starts no run now, or a backfill no further date. */
export function WaitsWhy({ noun, id }: { noun: WaitingNoun; id: string }) {
  const { data } = useQuery(whyQuery(noun, id));
  return data ? <WhyAnswer answer={data.answer} checks={data.checks} /> : null;
}
