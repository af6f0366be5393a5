"""Draws the months of a year as one HTML page with an inline SVG chart; it needs nothing else to be read.

Standard library only. Reads  $CARILLON_INPUTS/monthly/monthly.csv
                       writes $CARILLON_ARTIFACTS/report.html and the outputs warmest_month, rain_mm.
"""

import csv
import os
import sys
from html import escape
from pathlib import Path

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 760, 340, 44, 24, 36
COLDEST, HOTTEST, WETTEST = -5.0, 35.0, 400.0  # what the axes show: degrees, degrees, millimetres
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
  :root {{ color-scheme: light dark; --text: #1f2328; --faint: #8b949e; --warm: #d4572a; --rain: #4c8fd6; --page: #fff; }}
  @media (prefers-color-scheme: dark) {{ :root {{ --text: #e6edf3; --page: #0d1117; --warm: #f0834f; --rain: #3f74ad; }} }}
  body {{ font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: var(--page); max-width: 780px; margin: 32px auto; padding: 0 16px; }}
  h1 {{ font-size: 24px; margin-bottom: 4px; }}
  svg {{ width: 100%; height: auto; }}
  svg text {{ fill: var(--faint); font-size: 12px; }}
  table {{ border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }}
  th, td {{ text-align: right; padding: 4px 8px; border-bottom: 1px solid color-mix(in srgb, var(--faint) 30%, transparent); }}
  th:first-child, td:first-child {{ text-align: left; }}
</style>
<h1>{title}</h1>
<p>{summary}</p>
{chart}
<table>
<thead><tr><th scope="col">Month<th scope="col">High °C<th scope="col">Low °C<th scope="col">Rain mm<th scope="col">Sunny days</tr></thead>
<tbody>
{rows}
</tbody>
</table>
"""


def x_of(index, count):
    return LEFT + (WIDTH - LEFT) * (index + 0.5) / count


def y_of(value, lowest, highest):
    return TOP + (HEIGHT - TOP - BOTTOM) * (highest - value) / (highest - lowest)


def month_name(month):
    return MONTHS[int(month[5:]) - 1]


def line(months, field, dashes=""):
    points = " ".join(
        f"{x_of(i, len(months)):.1f},{y_of(month[field], COLDEST, HOTTEST):.1f}" for i, month in enumerate(months)
    )
    return f'<polyline points="{points}" fill="none" stroke="var(--warm)" stroke-width="2.5" stroke-dasharray="{dashes}"/>'


def chart(months, title):
    floor = HEIGHT - BOTTOM
    parts = [f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">']
    for degrees in range(0, 31, 10):
        y = y_of(degrees, COLDEST, HOTTEST)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}" stroke="var(--faint)" stroke-opacity=".25"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{degrees} °C</text>')
    for i, month in enumerate(months):
        x, top = x_of(i, len(months)), y_of(month["rain"], 0, WETTEST)
        parts.append(
            f'<rect x="{x - 14:.1f}" y="{top:.1f}" width="28" height="{floor - top:.1f}" rx="3" fill="var(--rain)" fill-opacity=".55">'
            f'<title>{month["rain"]:g} mm of rain</title></rect>'
        )
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT - 14}" text-anchor="middle">{month_name(month["month"])}</text>')
    parts += [line(months, "high"), line(months, "low", "5 4"), "</svg>"]
    return "\n".join(parts)


def table_row(month):
    cells = [month_name(month["month"]), f'{month["high"]:.1f}', f'{month["low"]:.1f}', f'{month["rain"]:.0f}', f'{month["sunny_days"]:.0f}']
    return "<tr>" + "".join(f"<td>{escape(cell)}" for cell in cells) + "</tr>"


def main():
    source = Path(os.environ["CARILLON_INPUTS"], "monthly", "monthly.csv")
    with source.open(newline="", encoding="utf-8") as read:
        months = [{name: text if name == "month" else float(text) for name, text in row.items()} for row in csv.DictReader(read)]
    if not months:
        sys.exit("there is no month to draw")

    year = os.environ["CARILLON_PARAM_YEAR"]
    warmest = month_name(max(months, key=lambda month: month["high"])["month"])
    rain = round(sum(month["rain"] for month in months), 1)
    title = f"Seattle's weather in {year}"
    summary = f"Warmest in {warmest}; {rain:g} mm of rain in {len(months)} months. Lines: mean daily high and low; bars: rain."
    page = PAGE.format(
        title=escape(title), summary=escape(summary), chart=chart(months, title), rows="\n".join(map(table_row, months))
    )
    Path(os.environ["CARILLON_ARTIFACTS"], "report.html").write_text(page, encoding="utf-8")
    print(f"report.html: {summary}")
    with open(os.environ["CARILLON_OUTPUT"], "a", encoding="utf-8") as output:
        print(f"warmest_month={warmest}", f"rain_mm={rain}", sep="\n", file=output)


if __name__ == "__main__":
    main()
