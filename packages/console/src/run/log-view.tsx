import { useVirtualizer } from '@tanstack/react-virtual';
import { Input } from 'antd';
import { type ReactNode, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath } from '../api/client.ts';
import { type LogQuery, logPath } from '../api/queries.ts';
import { Icon } from '../parts/icon.tsx';
import { ErrorView, useErrorText } from '../parts/page.tsx';
import { byteText } from '../parts/byte-text.ts';
import { Chip } from '../shell/chip.tsx';
import { onSingleKey } from '../shell/shortcuts.ts';
import { useZone } from '../time/zone.ts';
import { MOST_BYTES } from './follow-log.ts';
import { LogLineView } from './log-line.tsx';
import {
  firstErrorIndex,
  indexOfLine,
  isStreamChoice,
  lineHash,
  linesIn,
  linesOf,
  parseLineHash,
  searchLines,
  STREAM_CHOICES,
  stretched,
} from './log-lines.ts';
import { LogHits } from './log-hits.tsx';
import { isLogLevel, linesFrom, LOG_LEVELS } from './log-levels.ts';
import { LogTime } from './log-time.tsx';
import { useLog } from './use-log.ts';
import './log.css';

const LINE_PX = 20;
/** Behind the end of every log: its last line is meant. */
const LAST_LINE = 2_147_483_647;
/** A line that a link names and that is surely among the first bytes is read with them. */
const NEAR_LINES = 10_000;

export interface LogFilter {
  readonly stream?: string;
  readonly level?: string;
}

interface LogViewProps {
  readonly task: string;
  readonly taskRunId: string;
  readonly attempt: number;
  readonly failed: boolean;
  /** As the address has it. */
  readonly filter: LogFilter;
  /** Takes what changed; empty for all. */
  readonly onFilter: (part: LogFilter) => void;
  /** Stands first in the bar. */
  readonly children?: ReactNode;
}

/**
 * The log of one attempt: tail when it runs, first error when it failed, the linked line when the address names one. What is
 * too long for a browser is shown around a line, its end at first, and the server searches it.
 */
export function LogView({ task, taskRunId, attempt, failed, filter, onFilter, children }: LogViewProps) {
  const { t } = useTranslation();
  const zone = useZone();
  const errorText = useErrorText();
  const [marked, setMarked] = useState(() => parseLineHash(location.hash));
  // Undefined: from the start.
  const [around, setAround] = useState(marked && marked.from > NEAR_LINES ? marked.from : undefined);
  const log = useLog(taskRunId, attempt, around);
  const fromStart = useRef(false);
  const isTooLong = log.size > MOST_BYTES;
  if (isTooLong && around === undefined && marked === undefined && !fromStart.current) setAround(LAST_LINE);
  const choice = isStreamChoice(filter.stream) ? filter.stream : undefined;
  const level = isLogLevel(filter.level) ? filter.level : undefined;
  const all = useMemo(() => linesOf(log.text), [log.text]);
  const lines = useMemo(() => linesFrom(linesIn(all, choice), level), [all, choice, level]);
  const lastNumber = lines.at(-1)?.number ?? 0;
  const frame = useRef<HTMLDivElement>(null);
  // Half a line is of no use on a phone.
  const [wrap, setWrap] = useState(() => matchMedia('(max-width: 700px)').matches);
  const [times, setTimes] = useState(true);
  const [follow, setFollow] = useState(true);
  /** Number of the last line that there was. */
  const [seen, setSeen] = useState(0);
  const [query, setQuery] = useState('');
  const [hit, setHit] = useState(0);
  const [isPattern, setPattern] = useState(false);
  const [asked, setAsked] = useState<LogQuery>();
  const onServer = isPattern || isTooLong;
  const hits = useMemo(() => (onServer ? [] : searchLines(lines, query)), [lines, query, onServer]);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => frame.current,
    estimateSize: () => LINE_PX,
    overscan: 24,
  });
  const goTo = (index: number) => {
    setFollow(false);
    setSeen(lastNumber);
    virtual.scrollToIndex(Math.max(0, index), { align: 'center' });
  };
  // Unwrapped lines have one height, so only wrapped ones are measured.
  const toggleWrap = () => {
    setWrap(!wrap);
    virtual.measure();
  };
  const toEnd = () => {
    setFollow(true);
    setMarked(undefined);
    if (isTooLong) setAround(LAST_LINE);
  };
  const showAround = (line: number | undefined) => {
    fromStart.current = line === undefined;
    placed.current = false;
    setMarked(line === undefined || line === LAST_LINE ? undefined : { from: line, to: line });
    setFollow(line === LAST_LINE);
    setAround(line);
  };
  const showLine = (line: number) => {
    const index = indexOfLine(lines, line);
    const isShown = lines[index]?.number === line;
    const isRead = line >= log.text.first && line < log.text.first + all.length;
    if (isRead) link(line);
    if (!isShown && (choice || level)) show({ stream: '', level: '' }, line);
    if (!isRead) return showAround(line);
    if (isShown) goTo(index);
  };
  /** A line that stays in sight while others come and go. */
  const kept = useRef<{ readonly number: number; readonly stream: string; readonly level: string }>(undefined);
  const show = (part: LogFilter, number = lines[virtual.range?.startIndex ?? 0]?.number ?? 0) => {
    kept.current = { number, stream: choice ?? '', level: level ?? '', ...part };
    onFilter(part);
  };
  useLayoutEffect(() => {
    const { number, stream: ofStream, level: ofLevel } = kept.current ?? {};
    if (number === undefined || ofStream !== (choice ?? '') || ofLevel !== (level ?? '')) return;
    kept.current = undefined;
    virtual.measure();
    virtual.scrollToIndex(Math.min(indexOfLine(lines, number), lines.length - 1), { align: 'start' });
  }, [choice, level, lines, virtual]);

  const placed = useRef(false);
  const opensAt = placeToOpen();
  function placeToOpen(): number | undefined {
    if (marked) return indexOfLine(lines, marked.from);
    if (!log.complete) return undefined;
    if (around === LAST_LINE) return lines.length - 1;
    return failed ? firstErrorIndex(lines) : undefined;
  }
  useEffect(() => {
    if (lines.length === 0 || opensAt === undefined || placed.current) return;
    // After the frame in which the lines were measured; before it their places are guesses.
    const frameId = requestAnimationFrame(() => {
      virtual.scrollToIndex(Math.min(opensAt, lines.length - 1), { align: 'center' });
      placed.current = true;
      setFollow(false);
      setSeen(lastNumber);
    });
    return () => cancelAnimationFrame(frameId);
  }, [lines, opensAt, virtual]);

  // A log that was whole when it was opened is read from its start; one that grows, from its end.
  const grows = useRef(false);
  if (log.started && !log.complete) grows.current = true;
  const height = virtual.getTotalSize();
  // After every drawing, since each line that is measured and each scroll of the list may move the end.
  useLayoutEffect(() => {
    const { current } = frame;
    if (!current || !follow || !grows.current || opensAt !== undefined) return;
    if (current.scrollHeight - current.scrollTop - current.clientHeight > 1) current.scrollTop = current.scrollHeight;
  });

  const keys = useRef({ goTo, toEnd, lines });
  keys.current = { goTo, toEnd, lines };
  useEffect(
    () =>
      onSingleKey((key) => {
        if (key === 'f') keys.current.toEnd();
        if (key === 'e') keys.current.goTo(firstErrorIndex(keys.current.lines));
      }),
    [],
  );

  const stopFollowing = () => {
    if (!follow) return;
    setFollow(false);
    setSeen(lastNumber);
  };
  const link = (line: number, isEnd = false) => {
    const range = isEnd && marked ? stretched(marked, line) : { from: line, to: line };
    history.replaceState(history.state, '', lineHash(range));
    setMarked(range);
  };
  const showHit = (step: number) => {
    if (hits.length === 0) return;
    // From before the first, one step back leads to the last.
    const next = (Math.max(hit, step < 0 ? 0 : -1) + step + hits.length) % hits.length;
    setHit(next);
    goTo(hits[next] as number);
  };
  const download = apiPath(logPath(taskRunId, attempt), { download: 1 });
  const unseen = follow ? 0 : lines.length - indexOfLine(lines, seen + 1);

  return (
    <div className="log">
      <div className="log-bar">
        {children}
        <Input
          type="search"
          size="small"
          className="log-search"
          allowClear
          prefix={<Icon name="search" size={13} />}
          placeholder={t('log.search')}
          aria-label={t('log.search')}
          value={query}
          onChange={(event) => (setQuery(event.target.value), setHit(-1), setAsked(undefined))}
          onPressEnter={(event) =>
            onServer
              ? setAsked(query === '' ? undefined : { text: query, isPattern })
              : showHit(event.shiftKey ? -1 : 1)
          }
        />
        <BarButton
          icon="pattern"
          label={t('log.pattern')}
          pressed={isPattern}
          onClick={() => (setPattern(!isPattern), setAsked(undefined))}
        />
        {query !== '' && onServer && !asked && <span className="soft nowrap">{t('log.pressEnter')}</span>}
        {query !== '' && !onServer && (
          <>
            <span className="soft nowrap" role="status">
              {hits.length === 0
                ? t('log.noHits')
                : t('log.hits', { current: Math.max(0, hit) + 1, total: hits.length })}
            </span>
            <BarButton icon="up" label={t('log.previous')} onClick={() => showHit(-1)} />
            <BarButton icon="down" label={t('log.next')} onClick={() => showHit(1)} />
          </>
        )}
        <span className="log-space" />
        <Chip
          label={t('log.streams')}
          value={choice ?? ''}
          options={[
            { value: '', label: t('log.allStreams') },
            ...Object.keys(STREAM_CHOICES).map((value) => ({ value, label: t(`logStream.${value}`) })),
          ]}
          onChange={(next) => show({ stream: next })}
        />
        <Chip
          label={t('log.levels')}
          value={level ?? ''}
          options={[
            { value: '', label: t('log.allLevels') },
            ...LOG_LEVELS.slice(1).map((value) => ({ value, label: t(`logLevel.${value}`) })),
          ]}
          onChange={(next) => show({ level: next })}
        />
        <span className="log-tools">
          <span className="soft nowrap log-count">
            {isTooLong ? byteText(log.size) : t('log.lines', { count: lines.length })}
          </span>
          <BarButton icon="clock" label={t('log.times')} pressed={times} onClick={() => setTimes(!times)} />
          <LogTime lines={lines} zone={zone} onGo={goTo} />
          <BarButton icon="wrap" label={t('log.wrap')} pressed={wrap} onClick={toggleWrap} />
          {!log.complete && (
            <BarButton
              icon="follow"
              label={t('log.follow')}
              pressed={follow}
              onClick={() => (follow ? stopFollowing() : toEnd())}
            />
          )}
          <a
            className="plain-link"
            href={download}
            download
            aria-label={t('action.download')}
            title={t('action.download')}
          >
            <Icon name="download" />
          </a>
        </span>
      </div>
      {isTooLong && (
        <p className="log-window" role="status">
          {t('log.window', { line: log.text.first })}
          {(choice || level) && ` ${t('log.filteredWindow')}`}
          <button type="button" className="link" disabled={around === undefined} onClick={() => showAround(undefined)}>
            {t('log.fromStart')}
          </button>
          <button type="button" className="link" disabled={around === LAST_LINE} onClick={() => showAround(LAST_LINE)}>
            {t('log.fromEnd')}
          </button>
        </p>
      )}
      {asked && (
        <LogHits
          key={`${asked.text} ${asked.isPattern}`}
          taskRunId={taskRunId}
          attempt={attempt}
          query={asked}
          marked={marked?.from}
          onPick={showLine}
        />
      )}
      {log.trouble && !log.started && <ErrorView error={log.trouble.error} retry={log.retry} />}
      {log.trouble && log.started && (
        <p className="log-trouble family-attention in-family" role="alert">
          {errorText(log.trouble.error)} · {t(log.trouble.isRetried ? 'log.retried' : 'log.stopped')}
          <button type="button" className="link" onClick={log.retry}>
            {t('action.retry')}
          </button>
        </p>
      )}
      {log.started && lines.length === 0 && (
        <p className="log-empty">
          {level
            ? t(isTooLong ? 'log.noneOfLevelShown' : 'log.noneOfLevel')
            : choice
              ? t(isTooLong ? 'log.noneOfStreamShown' : 'log.noneOfStream')
              : log.complete
                ? t('log.empty')
                : t('log.emptyRunning')}
        </p>
      )}
      <div
        ref={frame}
        className={`log-lines ${wrap ? 'is-wrapped' : ''} ${times ? '' : 'no-times'}`}
        role="log"
        aria-live="off"
        aria-label={t('log.label', { task })}
        tabIndex={0}
        onWheel={(event) => event.deltaY < 0 && stopFollowing()}
        onTouchMove={stopFollowing}
        onPointerDown={(event) => event.nativeEvent.offsetX > event.currentTarget.clientWidth && stopFollowing()}
        onKeyDown={(event) => ['ArrowUp', 'PageUp', 'Home'].includes(event.key) && stopFollowing()}
      >
        <div style={{ height }} className="log-all">
          {virtual.getVirtualItems().map(({ index, start, key }) => {
            const line = lines[index];
            return (
              line && (
                <div
                  key={key}
                  data-index={index}
                  {...(wrap && { ref: virtual.measureElement })}
                  className="log-place"
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <LogLineView
                    line={line}
                    zone={zone}
                    query={isPattern ? '' : query}
                    marked={marked !== undefined && line.number >= marked.from && line.number <= marked.to}
                    isHit={hits[hit] === index}
                    onLink={link}
                  />
                </div>
              )
            );
          })}
        </div>
      </div>
      {unseen > 0 && !log.complete && (
        <button type="button" className="log-new" onClick={toEnd}>
          {t('log.newLines', { count: unseen })}
        </button>
      )}
      {log.cut && <p className="log-cut">{t('log.tooLong', { size: byteText(MOST_BYTES) })}</p>}
    </div>
  );
}

function BarButton({
  icon,
  label,
  pressed,
  onClick,
}: {
  icon: 'up' | 'down' | 'clock' | 'wrap' | 'follow' | 'pattern';
  label: string;
  pressed?: boolean;
  onClick: () => void;
}) {
  return (
    <button
      type="button"
      className={`plain of-${icon}`}
      title={label}
      aria-label={label}
      {...(pressed !== undefined && { 'aria-pressed': pressed })}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
