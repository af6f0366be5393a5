import { useId } from 'react';
import './choice-list.css';

interface ChoiceListProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly choices: readonly { readonly value: T; readonly label: string; readonly hint?: string }[];
  /** Side by side, where there is room. */
  readonly inline?: boolean;
}

/** One of a few, each with what it means. */
export function ChoiceList<T extends string>({ label, value, onChange, choices, inline = false }: ChoiceListProps<T>) {
  const name = useId();
  return (
    <fieldset className={inline ? 'choices inline' : 'choices'}>
      <legend>{label}</legend>
      {choices.map((choice) => (
        <label key={choice.value}>
          <input
            type="radio"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
          />
          <span>
            {choice.label}
            {choice.hint !== undefined && <small className="hint">{choice.hint}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
