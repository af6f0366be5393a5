import { Input } from 'antd';
import { useId, useState } from 'react';

interface CountField {
  /** What was typed is the number that is asked for, or none is. */
  readonly isRight: boolean;
  readonly typed: number | undefined;
  readonly text: string;
  readonly setText: (text: string) => void;
}

/** A number that has to be typed before so many things are done at once. */
export function useCountField(wanted: number | undefined): CountField {
  const [text, setText] = useState('');
  const typed = wanted === undefined ? undefined : Number(text);
  return { isRight: typed === wanted, typed, text, setText };
}

export function CountField({ label, field: { text, setText } }: { label: string; field: CountField }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <Input id={id} inputMode="numeric" value={text} onChange={(event) => setText(event.target.value)} />
    </div>
  );
}
