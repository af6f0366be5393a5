import { Input } from 'antd';
import { useId } from 'react';

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string;
}

export function TextField({ label, value, onChange, hint }: TextFieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <Input id={id} maxLength={2000} value={value} onChange={(event) => onChange(event.target.value)} />
      {hint !== undefined && <span className="hint">{hint}</span>}
    </div>
  );
}
