import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react';
import './split.css';

const MIN = 25;
const MAX = 75;
const STEP = 2;

interface SplitProps {
  readonly id: string;
  readonly label: string;
  readonly left: ReactNode;
  readonly right: ReactNode;
}

const clamp = (percent: number) => Math.min(MAX, Math.max(MIN, percent));

/** Two panes with a line between them that pointer and arrow keys move; the place is kept. */
export function Split({ id, label, left, right }: SplitProps) {
  const key = `carillon.split.${id}`;
  const frame = useRef<HTMLDivElement>(null);
  const [percent, setPercent] = useState(() => clamp(Number(localStorage.getItem(key)) || 50));
  const move = (next: number) => {
    setPercent(clamp(next));
    localStorage.setItem(key, String(clamp(next)));
  };
  const onPointerMove = (event: PointerEvent) => {
    const box = frame.current?.getBoundingClientRect();
    if (box && event.currentTarget.hasPointerCapture(event.pointerId))
      move((100 * (event.clientX - box.left)) / box.width);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = {
      ArrowLeft: percent - STEP,
      ArrowRight: percent + STEP,
      Home: MIN,
      End: MAX,
    };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    move(next);
  };
  return (
    <div className="split" ref={frame} style={{ '--split': `${percent}%` } as React.CSSProperties}>
      <div className="split-left">{left}</div>
      <div
        role="separator"
        tabIndex={0}
        className="split-line"
        aria-label={label}
        aria-orientation="vertical"
        aria-valuenow={Math.round(percent)}
        aria-valuemin={MIN}
        aria-valuemax={MAX}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onPointerMove}
        onKeyDown={onKeyDown}
        onDoubleClick={() => move(50)}
      />
      <div className="split-right">{right}</div>
    </div>
  );
}
