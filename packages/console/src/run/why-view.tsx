/** "Why is it waiting?" */
import type { TaskRun } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { useReasonText } from '../states/reason.ts';
import { WhyAnswer } from './why-answer.tsx';
import { taskWhyQuery } from './why-queries.ts';

export function WhyView({ task }: { task: TaskRun }) {
  const sentence = useReasonText();
  const { data, failureReason } = useQuery(taskWhyQuery(task));
  if (data) return <WhyAnswer answer={data.answer} checks={data.checks} />;
  // What the engine wrote down last is known without asking.
  return failureReason && task.reason ? <p className="task-reason">{sentence(task.reason)}</p> : null;
}
