import { useTranslation } from 'react-i18next';
import { CodeBlock } from '../parts/code-block.tsx';
import { CopyButton } from '../parts/copy-button.tsx';

const SHORT = 80;

export function ValueView({ value }: { value: unknown }) {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return text.length <= SHORT && !text.includes('\n') ? <code>{text}</code> : <CodeBlock text={text} />;
}

/** Named values as text, whatever they hold: nothing in them is ever drawn as markup. */
export function ValuesView({ values, none }: { values: Readonly<Record<string, unknown>> | undefined; none: string }) {
  const { t } = useTranslation();
  const entries = Object.entries(values ?? {});
  if (entries.length === 0) return <p className="soft">{none}</p>;
  return (
    <dl className="values">
      {entries.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <ValueView value={value} />
            <CopyButton
              text={typeof value === 'string' ? value : JSON.stringify(value)}
              label={`${t('action.copy')}: ${name}`}
            />
          </dd>
        </div>
      ))}
    </dl>
  );
}
