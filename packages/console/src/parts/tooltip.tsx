/** A tip that comes after the page: what it explains is drawn at once, and has it a moment later. */
import type { TooltipProps } from 'antd';
import { lazy, type ReactNode, Suspense } from 'react';

const Late = lazy(async () => ({ default: (await import('./antd-tooltip.ts')).Tooltip }));

export function Tooltip({ children, ...props }: Omit<TooltipProps, 'children'> & { readonly children: ReactNode }) {
  return (
    <Suspense fallback={children}>
      <Late {...props}>{children}</Late>
    </Suspense>
  );
}
