import type { ReactNode } from 'react';
import { lookOf } from '../states/families.ts';
import { StateIcon } from '../states/state-icon.tsx';
import { Instant } from '../time/instant.tsx';

interface AttentionRowProps {
  readonly state: string;
  readonly family?: string;
  readonly reasonCode?: string;
  readonly title: ReactNode;
  readonly text: ReactNode;
  readonly since: string | undefined;
  readonly children: ReactNode;
}

/** One thing to look at: what and why, since when, what to do about it. */
export function AttentionRow({ state, reasonCode, family, title, text, since, children }: AttentionRowProps) {
  const look = lookOf(state, reasonCode);
  return (
    <li className={`attention-row family-${family ?? look.family}`}>
      <StateIcon look={look} size={18} />
      <div className="attention-what">
        <b>{title}</b>
        <span>{text}</span>
      </div>
      <span className="attention-since">
        <Instant at={since} />
      </span>
      <span className="attention-do">{children}</span>
    </li>
  );
}
