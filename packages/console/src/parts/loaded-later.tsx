import { type ComponentType, useEffect, useState } from 'react';
import { Skeleton } from './page.tsx';

/**
 * A part whose code is loaded when it is first drawn, and drawn as soon as it has come. With `lazy`, React leaves what
 * stands in for it on the screen for three tenths of a second at least: for what people came for, that is long.
 */
export function loadedLater<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let loaded: ComponentType<P> | undefined;
  return function LoadedLater(props: P) {
    const [Part, setPart] = useState(() => loaded);
    const [error, setError] = useState<unknown>();
    useEffect(() => {
      if (Part) return;
      let isShown = true;
      load().then(
        (part) => {
          loaded = part;
          if (isShown) setPart(() => part);
        },
        (failure: unknown) => {
          if (isShown) setError(failure);
        },
      );
      return () => {
        isShown = false;
      };
    }, [Part]);
    if (error !== undefined) throw error;
    return Part ? <Part {...props} /> : <Skeleton />;
  };
}
