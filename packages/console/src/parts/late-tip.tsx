/** A chunk of its own, so that nobody waits for it before the page is drawn. */
import { Tooltip, type TooltipProps } from 'antd';
import { type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef } from 'react';

const LISTENERS = {
  onMouseEnter: 'mouseenter',
  onMouseLeave: 'mouseleave',
  onPointerEnter: 'pointerenter',
  onPointerLeave: 'pointerleave',
  onFocus: 'focusin',
  onBlur: 'focusout',
} as const;
type Listener = keyof typeof LISTENERS;
const NAMES = Object.keys(LISTENERS) as readonly Listener[];

type Given = Partial<Record<Listener, (event: Event) => void>> & { readonly 'aria-describedby'?: string };

/** A finger that is lifted is no pointer that leaves: what the tap has opened would be closed a moment later. */
const isLifted = (event: Event): boolean => 'pointerType' in event && event.pointerType === 'touch';

/** Stands in a tip for an element that is drawn elsewhere, and hands on to it what the tip gives its child. */
function Standing({
  ref,
  element,
  ...given
}: Given & { readonly ref?: Ref<HTMLElement>; readonly element: HTMLElement }) {
  const latest = useRef<Given>(given);
  useLayoutEffect(() => {
    latest.current = given;
  });
  useImperativeHandle(ref, () => element, [element]);
  useEffect(() => {
    const leave = new AbortController();
    for (const name of NAMES)
      element.addEventListener(
        LISTENERS[name],
        (event) => {
          if (!isLifted(event)) latest.current[name]?.(event);
        },
        { signal: leave.signal },
      );
    return () => leave.abort();
  }, [element]);
  const described = given['aria-describedby'];
  useEffect(() => {
    if (described === undefined) return;
    element.setAttribute('aria-describedby', described);
    return () => element.removeAttribute('aria-describedby');
  }, [element, described]);
  return null;
}

export function LateTip({ element, ...tip }: TooltipProps & { readonly element: HTMLElement }) {
  return (
    <Tooltip {...tip}>
      <Standing element={element} />
    </Tooltip>
  );
}
