import { Input } from 'antd';
import { useEffect, useState } from 'react';
import { Icon } from './icon.tsx';

const SETTLE_MS = 250;

interface FilterInputProps {
  readonly label: string;
  readonly value: string;
  /** Called when typing pauses. */
  readonly onChange: (text: string) => void;
}

/** A filter whose truth is the address: it follows the address and writes to it. */
export function FilterInput({ label, value, onChange }: FilterInputProps) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onChange(text), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  return (
    <Input
      type="search"
      allowClear
      prefix={<Icon name="search" size={14} />}
      placeholder={label}
      aria-label={label}
      value={text}
      onChange={(event) => setText(event.target.value)}
    />
  );
}
