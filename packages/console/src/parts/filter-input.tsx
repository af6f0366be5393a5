import { Input } from 'antd';
import { useEffect, useId, useRef, useState } from 'react';
import { Icon } from './icon.tsx';

const SETTLE_MS = 250;

interface FilterInputProps {
  readonly label: string;
  readonly value: string;
  /** What is wrong with a text, in words: it is not in force then, and stays in the box to be mended. */
  readonly problemOf?: (text: string) => string | undefined;
  /** Called when typing pauses. */
  readonly onChange: (text: string) => void;
}

/**
 * @param sent texts on their way to the address, oldest first
 * @returns those still on their way when the address holds this one; undefined where it was not typed here
 */
export function stillOnTheWay(sent: readonly string[], held: string): readonly string[] | undefined {
  const at = sent.indexOf(held);
  return at < 0 ? undefined : sent.slice(at + 1);
}

/**
 * A filter whose truth is the address: it follows the address and writes to it. What comes back from the box itself
 * is not followed, or it would undo what has been typed since.
 */
export function FilterInput({ label, value, problemOf, onChange }: FilterInputProps) {
  const [text, setText] = useState(value);
  const id = useId();
  const problem = problemOf?.(text);
  const wanted = problem === undefined ? text : '';
  const sent = useRef<readonly string[]>([]);
  useEffect(() => {
    const rest = stillOnTheWay(sent.current, value);
    sent.current = rest ?? [];
    if (!rest) setText(value);
  }, [value]);
  useEffect(() => {
    if (wanted === value) return;
    const timer = setTimeout(() => {
      sent.current = [...sent.current, wanted];
      onChange(wanted);
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [wanted, value, onChange]);
  const input = (
    <Input
      type="search"
      allowClear
      prefix={<Icon name="search" size={14} />}
      placeholder={label}
      aria-label={label}
      value={text}
      {...(problem !== undefined && { status: 'error' as const, 'aria-invalid': true, 'aria-describedby': id })}
      onChange={(event) => setText(event.target.value)}
    />
  );
  if (!problemOf) return input;
  return (
    <div className="field">
      {input}
      <p id={id} className="field-error" role="status">
        {problem}
      </p>
    </div>
  );
}
