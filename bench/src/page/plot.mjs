// Growth as a picture: both scales are logarithmic, so that a straight line is a power. Colours that light and dark pages bear.

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [640, 300, 70, 40, 34, 44];
const GREY = '#808890';
const ACCENT = '#3b82c4';

/** @param points `{at, value, min, max}`, smallest first */
export function plotOf({ title, xLabel, yLabel, points }) {
  const x = scaleOf(
    points.map(({ at }) => at),
    [LEFT, WIDTH - RIGHT],
  );
  const y = scaleOf(
    points.flatMap(({ min, max, value }) => [min, max, value]),
    [HEIGHT - BOTTOM, TOP],
  );
  const line = points.map(({ at, value }) => `${x.of(at)},${y.of(value)}`).join(' ');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="system-ui, sans-serif" font-size="12" fill="${GREY}" role="img" aria-label="${escape(title)}">
<text x="${LEFT}" y="18" font-size="14">${escape(title)}</text>
${x.ticks.map((at) => `<path d="M${x.of(at)} ${TOP}V${HEIGHT - BOTTOM}" stroke="${GREY}" stroke-opacity=".25"/><text x="${x.of(at)}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${nameOf(at)}</text>`).join('\n')}
${y.ticks.map((at) => `<path d="M${LEFT} ${y.of(at)}H${WIDTH - RIGHT}" stroke="${GREY}" stroke-opacity=".25"/><text x="${LEFT - 6}" y="${y.of(at) + 4}" text-anchor="end">${nameOf(at)}</text>`).join('\n')}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 8}" text-anchor="middle">${escape(xLabel)}</text>
<text x="14" y="${HEIGHT / 2}" text-anchor="middle" transform="rotate(-90 14 ${HEIGHT / 2})">${escape(yLabel)}</text>
${points.map(({ at, min, max }) => `<path d="M${x.of(at)} ${y.of(min)}V${y.of(max)}" stroke="${ACCENT}" stroke-opacity=".5" stroke-width="5"/>`).join('\n')}
<polyline points="${line}" fill="none" stroke="${ACCENT}" stroke-width="2"/>
${points.map(({ at, value }) => `<circle cx="${x.of(at)}" cy="${y.of(value)}" r="3.5" fill="${ACCENT}"/>`).join('\n')}
</svg>
`;
}

/** Whole powers of ten around the values, at least two of them. */
function scaleOf(values, [from, to]) {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  const of = (value) => Number((from + ((Math.log10(value) - low) / (high - low)) * (to - from)).toFixed(1));
  return { of, ticks: Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i)) };
}

const nameOf = (value) =>
  value >= 1 ? value.toLocaleString('en').replaceAll(',', ' ') : String(Number(value.toPrecision(1)));
const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
