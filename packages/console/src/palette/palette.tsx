import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../parts/icon.tsx';
import { usePlace } from '../shell/place.ts';
import { StateLabel } from '../states/state-label.tsx';
import { useSettled } from '../time/use-settled.ts';
import { type Answer, type Choice, isCertain } from './palette-hits.ts';
import { useChoices } from './use-choices.ts';
import './palette.css';

const SETTLE_MS = 120;
const NOTES = {
  typing: 'palette.looking',
  asked: 'palette.looking',
  told: 'palette.nothing',
  failed: 'palette.failed',
} as const;

interface PaletteProps {
  readonly onClose: () => void;
  readonly showHelp: () => void;
}

/** One box for everything that has a name: typed, chosen with the arrows, opened with Enter. */
export function Palette({ onClose, showHelp }: PaletteProps) {
  const { t } = useTranslation();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const [text, setText] = useState('');
  const [place, setPlace] = useState(0);
  const asked = text.trim();
  const settled = useSettled(asked, SETTLE_MS);
  const { choices, answer: told } = useChoices(usePlace(), settled, showHelp);
  const answer: Answer = settled === asked ? told : 'typing';
  const at = Math.min(place, choices.length - 1);
  // Enter may be pressed before there is what it shall open.
  const [isAwaited, setAwaited] = useState(false);

  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    // Newer browsers give a promise back, which is nothing to clean up.
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  const open = (choice: Choice | undefined) => {
    if (!choice) return;
    onClose();
    choice.choose();
  };
  const chosen = choices[at];
  useEffect(() => {
    if (!isAwaited || !isCertain(chosen, answer)) return;
    setAwaited(false);
    open(chosen);
  });
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter and the arrows belong to the input method while it composes.
    if (event.nativeEvent.isComposing) return;
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step !== undefined) setPlace((at + step + choices.length) % Math.max(1, choices.length));
    else if (event.key === 'Enter') setAwaited(true);
    else return;
    event.preventDefault();
  };
  return (
    <dialog
      ref={dialog}
      className="palette"
      aria-label={t('palette.title')}
      onCancel={(event) => (event.preventDefault(), onClose())}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div className="palette-box">
        <Icon name="search" />
        <input
          type="text"
          role="combobox"
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={choices.length === 0 ? undefined : `${id}-${at}`}
          aria-autocomplete="list"
          aria-label={t('palette.title')}
          placeholder={t('palette.placeholder')}
          spellCheck={false}
          value={text}
          onKeyDown={onKeyDown}
          onChange={(event) => {
            setText(event.target.value);
            setPlace(0);
            setAwaited(false);
          }}
        />
        <kbd>Esc</kbd>
      </div>
      <ul ref={list} id={`${id}-list`} role="listbox" aria-label={t('palette.title')}>
        {choices.map((choice, position) => (
          // The box has the keys: the arrows go through its list, and Enter opens.
          <li
            key={choice.key}
            id={`${id}-${position}`}
            role="option"
            aria-selected={position === at}
            onPointerMove={() => setPlace(position)}
            onClick={() => open(choice)}
          >
            <span className="palette-group">{t(`found.${choice.group}`)}</span>
            <span className="palette-name">
              {choice.name}
              {choice.note !== undefined && <span className="soft"> {choice.note}</span>}
            </span>
            {choice.state !== undefined && choice.group === 'run' && <StateLabel state={choice.state} />}
          </li>
        ))}
      </ul>
      {(choices.length === 0 || answer === 'failed') && (
        <p className="palette-none soft" role="status">
          {t(NOTES[answer])}
        </p>
      )}
    </dialog>
  );
}
