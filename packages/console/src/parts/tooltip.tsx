/**
 * A tip that comes after the page: what it explains is drawn at once, and has it a moment later. It stays the same
 * element then, so that it keeps the focus, and a finger that is just on it.
 */
import type { TooltipProps } from 'antd';
import { cloneElement, lazy, type ReactElement, type Ref, Suspense, useState } from 'react';

const Late = lazy(async () => ({ default: (await import('./late-tip.tsx')).LateTip }));

type Explained = ReactElement<{ readonly ref?: Ref<HTMLElement> }>;

export function Tooltip({ children, ...tip }: Omit<TooltipProps, 'children'> & { readonly children: Explained }) {
  const [element, setElement] = useState<HTMLElement | null>(null);
  return (
    <>
      {cloneElement(children, { ref: setElement })}
      {element && (
        <Suspense>
          <Late {...tip} element={element} />
        </Suspense>
      )}
    </>
  );
}
