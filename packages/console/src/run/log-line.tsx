import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { clockText } from '../time/format.ts';
import { parseAnsi, type Piece } from './ansi.ts';
import type { LogLine } from './log-lines.ts';

interface LogLineViewProps {
  readonly line: LogLine;
  readonly zone: string;
  readonly query: string;
  readonly marked: boolean;
  readonly isHit: boolean;
  /** @param isEnd of the lines that begin with those marked before */
  readonly onLink: (line: number, isEnd: boolean) => void;
}

export const LogLineView = memo(({ line, zone, query, marked, isHit, onLink }: LogLineViewProps) => {
  const { t, i18n } = useTranslation();
  const origin = line.stream === 'err' ? t('log.stderr') : t('log.system');
  return (
    <div className={`log-line is-${line.stream} ${marked ? 'is-marked' : ''} ${isHit ? 'is-hit' : ''}`}>
      <a
        href={`#L${line.number}`}
        className="log-number"
        aria-label={t('log.line', { line: line.number })}
        onClick={(event) => (event.preventDefault(), onLink(line.number, event.shiftKey))}
      >
        {line.number}
      </a>
      {line.at && <span className="log-time">{clockText(line.at, zone, i18n.language, true)}</span>}
      <span className="log-text">
        {line.stream !== 'out' && <span className="visually-hidden">{origin}: </span>}
        {parseAnsi(line.text).map((piece, n) => (
          <PieceView key={`${n}-${piece.text}`} piece={piece} query={query} />
        ))}
      </span>
    </div>
  );
});

function PieceView({ piece, query }: { piece: Piece; query: string }) {
  const { color } = piece;
  const className = [
    typeof color === 'number' && `ansi-${color}`,
    piece.bold && 'bold',
    piece.dim && 'dim',
    piece.underline && 'underline',
  ]
    .filter(Boolean)
    .join(' ');
  const text = highlight(piece.text, query);
  if (piece.href !== undefined) {
    return (
      <a href={piece.href} target="_blank" rel="noopener noreferrer" className={className}>
        {text}
      </a>
    );
  }
  if (className === '' && color === undefined) return text;
  return (
    <span className={className} style={typeof color === 'string' ? { color } : {}}>
      {text}
    </span>
  );
}

function highlight(text: string, query: string) {
  if (query === '') return text;
  const lower = text.toLowerCase();
  const wanted = query.toLowerCase();
  const parts = [];
  let from = 0;
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
    parts.push(text.slice(from, at), <mark key={at}>{text.slice(at, at + query.length)}</mark>);
    from = at + query.length;
  }
  return [...parts, text.slice(from)];
}
