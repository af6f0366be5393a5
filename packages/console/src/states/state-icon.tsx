import type { ReactNode } from 'react';
import type { Look, StateIconName } from './families.ts';

const stroke = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 1.6,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;
const onFill = { ...stroke, stroke: 'var(--surface)' };

/** 16 × 16, drawn so that the outline alone tells the states apart. */
const SHAPES: Readonly<Record<StateIconName, ReactNode>> = {
  check: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path d="m4.9 8.3 2.1 2.1 4.1-4.6" {...onFill} />
    </>
  ),
  pen: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path d="m5.2 10.8.5-2 4-4 1.5 1.5-4 4z" {...onFill} strokeWidth={1.2} />
    </>
  ),
  turning: (
    <>
      <circle cx="8" cy="8" r="6.2" {...stroke} strokeWidth={1.8} opacity={0.28} />
      <path className="turning" d="M8 1.8a6.2 6.2 0 0 1 6.2 6.2" {...stroke} strokeWidth={1.8} />
      <path d="M6.6 5.4v5.2L10.6 8z" fill="currentColor" />
    </>
  ),
  play: (
    <>
      <circle cx="8" cy="8" r="6.2" {...stroke} />
      <path d="M6.7 5.6v4.8L10.4 8z" {...stroke} strokeWidth={1.2} />
    </>
  ),
  ring: <circle cx="8" cy="8" r="6" {...stroke} strokeWidth={2} />,
  cross: (
    <>
      <path d="M5.2 1h5.6L15 5.2v5.6L10.8 15H5.2L1 10.8V5.2z" fill="currentColor" />
      <path d="m5.6 5.6 4.8 4.8m0-4.8-4.8 4.8" {...onFill} />
    </>
  ),
  clock: (
    <>
      <path d="M5.2 1h5.6L15 5.2v5.6L10.8 15H5.2L1 10.8V5.2z" fill="currentColor" />
      <path d="M8 4.4V8l2.4 1.6" {...onFill} />
    </>
  ),
  'broken-link': (
    <>
      <path d="M5.2 1h5.6L15 5.2v5.6L10.8 15H5.2L1 10.8V5.2z" fill="currentColor" />
      <path
        d="M7 5.6 6 4.6a1.7 1.7 0 0 0-2.4 2.4l1 1m4.4 2.4 1 1a1.7 1.7 0 0 0 2.4-2.4l-1-1M9.6 4.2l-.4 1.4M5.9 11.6l.5-1.3"
        {...onFill}
        strokeWidth={1.3}
      />
    </>
  ),
  retry: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path d="M11.2 8.2A3.2 3.2 0 1 1 10 5.6M11 3.8l-.6 2.2-2.2-.6" {...onFill} strokeWidth={1.4} />
    </>
  ),
  hand: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path d="M8 4.2v4.4M8 11.4v.2" {...onFill} strokeWidth={1.8} />
    </>
  ),
  hatch: (
    <>
      <circle cx="8" cy="8" r="6.3" {...stroke} />
      <path d="m3.8 10.6 6.8-6.8M4.8 13l8.2-8.2M8.4 13.8l5.4-5.4" {...stroke} strokeWidth={1.2} />
    </>
  ),
  dotted: <circle cx="8" cy="8" r="6" {...stroke} strokeWidth={1.8} strokeDasharray="0.1 3.040" />,
  quarter: (
    <>
      <circle cx="8" cy="8" r="6.2" {...stroke} />
      <path d="M8 8V4.4A3.6 3.6 0 0 1 11.6 8z" fill="currentColor" />
    </>
  ),
  skip: (
    <>
      <circle cx="8" cy="8" r="6.2" {...stroke} strokeDasharray="2.6 2.2" strokeLinecap="butt" />
      <path d="m6 5.6 2.4 2.4L6 10.4M10.2 5.6v4.8" {...stroke} strokeWidth={1.4} />
    </>
  ),
  square: (
    <>
      <rect x="1.6" y="1.6" width="12.8" height="12.8" rx="3.2" {...stroke} />
      <rect x="5.2" y="5.2" width="5.6" height="5.6" rx="1" fill="currentColor" />
    </>
  ),
  bars: (
    <>
      <circle cx="8" cy="8" r="6.2" {...stroke} />
      <path d="M6.4 5.6v4.8M9.6 5.6v4.8" {...stroke} />
    </>
  ),
  returned: (
    <>
      <circle cx="8" cy="8" r="6.2" {...stroke} strokeDasharray="2.6 2.2" strokeLinecap="butt" />
      <path d="M10.8 8H5.6m1.8-2.2L5.2 8l2.2 2.2" {...stroke} strokeWidth={1.4} />
    </>
  ),
};

/** Decoration beside a written state; where it stands alone, give `label`. */
export function StateIcon({ look, size = 16, label }: { look: Look; size?: number; label?: string }) {
  return (
    <svg
      className={`state-icon family-${look.family}`}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      {SHAPES[look.icon]}
    </svg>
  );
}
