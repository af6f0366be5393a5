/** The mark of Carillon. */
export function Bell({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden>
      <rect width="32" height="32" rx="8" fill="var(--accent)" />
      <path
        d="M16 7a1.6 1.6 0 0 1 1.6 1.6v.5c3 .7 5 3.3 5 6.6v3.7l1.7 2.3H7.7l1.7-2.3v-3.7c0-3.3 2-5.9 5-6.6v-.5A1.6 1.6 0 0 1 16 7z"
        fill="var(--on-accent)"
      />
      <path d="M13.4 23.3a2.7 2.7 0 0 0 5.2 0z" fill="var(--on-accent)" />
    </svg>
  );
}
