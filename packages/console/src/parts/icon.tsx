import type { ReactNode } from 'react';

const PATHS = {
  overview: (
    <>
      <path d="M2.5 11a5.5 5.5 0 1 1 11 0" />
      <path d="m8 11 2.6-3.4M1.5 13.5h13" />
    </>
  ),
  workflows: (
    <>
      <rect x="2" y="2.5" width="5" height="4" rx="1.2" />
      <rect x="9" y="9.5" width="5" height="4" rx="1.2" />
      <path d="M4.5 6.5v3a2 2 0 0 0 2 2H9" />
    </>
  ),
  runs: (
    <>
      <path d="M2.5 3.5v9l7-4.5z" />
      <path d="M12.5 4v8" />
    </>
  ),
  workers: (
    <>
      <rect x="2" y="2.5" width="12" height="4.5" rx="1.3" />
      <rect x="2" y="9" width="12" height="4.5" rx="1.3" />
      <path d="M4.6 4.75h.1M4.6 11.25h.1M8 4.75h3.4M8 11.25h3.4" />
    </>
  ),
  alert: <path d="M8 2a4 4 0 0 0-4 4c0 4-1.5 5-1.5 5h11S12 10 12 6a4 4 0 0 0-4-4zM6.8 13.5a1.4 1.4 0 0 0 2.4 0" />,
  health: <path d="M1.5 8.5h3l2-5 3 9 2-4h3" />,
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
      <path d="M10.5 5.5v-1.5A1.5 1.5 0 0 0 9 2.5H4A1.5 1.5 0 0 0 2.5 4v5A1.5 1.5 0 0 0 4 10.5h1.5" />
    </>
  ),
  done: <path d="m3 8.5 3.2 3.2L13 5" />,
  filter: <path d="M2.5 3.5h11L9.6 8.4v3.4L6.4 13.5V8.4z" />,
  download: <path d="M8 2.5v7.5m0 0 3-3m-3 3-3-3M3 13.5h10" />,
  search: (
    <>
      <circle cx="7" cy="7" r="4.5" />
      <path d="m10.5 10.5 3 3" />
    </>
  ),
  light: (
    <>
      <circle cx="8" cy="8" r="3" />
      <path d="M8 1.5v1.5M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1 1M11.6 11.6l1 1M3.4 12.6l1-1M11.6 4.4l1-1" />
    </>
  ),
  dark: <path d="M13.5 9.6A5.8 5.8 0 0 1 6.4 2.5 5.8 5.8 0 1 0 13.5 9.6z" />,
  system: (
    <>
      <rect x="2" y="3" width="12" height="8" rx="1.5" />
      <path d="M6 13.5h4" />
    </>
  ),
  globe: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M2 8h12M8 2c2 2 2.5 4 2.5 6S10 12 8 14M8 2C6 4 5.5 6 5.5 8S6 12 8 14" />
    </>
  ),
  clock: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M8 4.5V8l2.5 1.5" />
    </>
  ),
  help: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M6.3 6.3a1.7 1.7 0 1 1 2.5 1.5c-.5.3-.8.6-.8 1.2M8 11.3v.1" />
    </>
  ),
  signOut: <path d="M9.5 2.5H4A1.5 1.5 0 0 0 2.5 4v8A1.5 1.5 0 0 0 4 13.5h5.5M6.5 8h7m0 0-2.5-2.5M13.5 8 11 10.5" />,
  rail: (
    <>
      <rect x="2" y="2.5" width="12" height="11" rx="1.5" />
      <path d="M6.5 2.5v11" />
    </>
  ),
  close: <path d="m4 4 8 8m0-8-8 8" />,
  play: <path d="M4.5 3v10l8-5z" />,
  pause: <path d="M5.5 3.5v9M10.5 3.5v9" />,
  resume: (
    <>
      <path d="M3.5 3.5v9" />
      <path d="M7 3.5v9l6-4.5z" />
    </>
  ),
  compare: (
    <>
      <rect x="2" y="4" width="8" height="8" rx="1.5" />
      <path
        d="M6 4V3.5A1.5 1.5 0 0 1 7.5 2h5A1.5 1.5 0 0 1 14 3.5v5a1.5 1.5 0 0 1-1.5 1.5H10"
        strokeDasharray="2 1.8"
      />
    </>
  ),
  right: <path d="m6 4 4 4-4 4" />,
  stop: <rect x="4" y="4" width="8" height="8" rx="1.2" />,
  up: <path d="m4 10 4-4 4 4" />,
  down: <path d="m4 6 4 4 4-4" />,
  left: <path d="m10 4-4 4 4 4" />,
  follow: <path d="m4 3 4 4 4-4M4 8.5l4 4 4-4" />,
  pattern: <path d="M4 11.5v1M10 3v6M7.4 4.5l5.2 3M7.4 7.5l5.2-3" />,
  wrap: <path d="M2.5 4h11M2.5 8h8.5a2.3 2.3 0 0 1 0 4.6H8.5m0 0 1.5-1.5m-1.5 1.5L10 14M2.5 12.5h3" />,
  calendar: (
    <>
      <rect x="2" y="3" width="12" height="10.5" rx="1.5" />
      <path d="M2 6.5h12M5.5 1.5v3M10.5 1.5v3" />
    </>
  ),
  person: (
    <>
      <circle cx="8" cy="5.5" r="2.7" />
      <path d="M2.8 13.5c.6-2.6 2.7-4 5.2-4s4.6 1.4 5.2 4" />
    </>
  ),
  star: <path d="m8 2 1.8 3.8 4.2.5-3.1 2.9.8 4.1L8 11.3l-3.7 2 .8-4.1L2 6.3l4.2-.5z" />,
  columns: (
    <>
      <rect x="2" y="3" width="12" height="10" rx="1.5" />
      <path d="M6 3v10M10 3v10" />
    </>
  ),
  dataset: (
    <>
      <ellipse cx="8" cy="4" rx="5.5" ry="2" />
      <path d="M2.5 4v8c0 1.1 2.5 2 5.5 2s5.5-.9 5.5-2V4M2.5 8c0 1.1 2.5 2 5.5 2s5.5-.9 5.5-2" />
    </>
  ),
  settings: (
    <>
      <path d="M2 4.5h6M11.5 4.5H14M2 11.5h2.5M8 11.5h6" />
      <circle cx="9.7" cy="4.5" r="1.7" />
      <circle cx="6.2" cy="11.5" r="1.7" />
    </>
  ),
  key: (
    <>
      <circle cx="5" cy="11" r="2.8" />
      <path d="m7 9 6-6M10.5 5.5l2 2" />
    </>
  ),
  audit: (
    <>
      <path d="M3 2h7l3 3v4M3 2v12h4.5M5.5 6h4M5.5 9h2" />
      <path d="m9 12.5 1.8 1.8L14.5 11" />
    </>
  ),
  code: <path d="m5.5 4.5-3.5 3.5 3.5 3.5M10.5 4.5l3.5 3.5-3.5 3.5" />,
  file: (
    <>
      <path d="M4 2h5l3.5 3.5V14H4z" />
      <path d="M9 2v3.5h3.5" />
    </>
  ),
} satisfies Record<string, ReactNode>;
export type IconName = keyof typeof PATHS;

/** Decoration only: whatever it stands on has a name in words. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
      className="icon"
    >
      {PATHS[name]}
    </svg>
  );
}
