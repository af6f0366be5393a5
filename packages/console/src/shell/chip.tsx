import { Icon, type IconName } from '../parts/icon.tsx';
import './chip.css';

interface ChipProps<T extends string> {
  readonly label: string;
  readonly icon?: IconName;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
  readonly tone?: string;
}

/** A choice in the bar: the browser's own list, so that it works with every keyboard, reader and phone. */
export function Chip<T extends string>({ label, icon, value, options, onChange, tone }: ChipProps<T>) {
  return (
    <label className={`chip ${tone ?? ''}`}>
      <span className="visually-hidden">{label}</span>
      {icon && <Icon name={icon} />}
      <select value={value} title={label} onChange={(event) => onChange(event.target.value as T)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <Icon name="down" size={12} />
    </label>
  );
}
