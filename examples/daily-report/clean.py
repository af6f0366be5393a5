"""Keeps the rows of the weather file that make sense and says how many it dropped.

Standard library only. Reads  $CARILLON_INPUTS/extract/weather.csv
                       writes $CARILLON_ARTIFACTS/weather.csv and the outputs kept, dropped.
"""

import csv
import os
import sys
from datetime import date
from pathlib import Path

KINDS = {"drizzle", "fog", "rain", "snow", "sun"}
COLUMNS = ["day", "precipitation", "temp_max", "temp_min", "wind", "kind"]


def clean(row):
    """One row of the warehouse, or None when the row cannot be believed."""
    try:
        day = date.fromisoformat(row["date"])
        precipitation, high, low, wind = (
            float(row[name]) for name in ("precipitation", "temp_max", "temp_min", "wind")
        )
    except (KeyError, TypeError, ValueError):
        return None
    kind = row["weather"].strip().lower()
    if kind not in KINDS or precipitation < 0 or wind < 0 or high < low:
        return None
    return [day.isoformat(), precipitation, high, low, wind, kind]


def main():
    source = Path(os.environ["CARILLON_INPUTS"], "extract", "weather.csv")
    target = Path(os.environ["CARILLON_ARTIFACTS"], "weather.csv")
    kept, dropped, seen = 0, 0, set()
    with source.open(newline="", encoding="utf-8") as read, target.open("w", newline="", encoding="utf-8") as write:
        writer = csv.writer(write)
        writer.writerow(COLUMNS)
        for number, row in enumerate(csv.DictReader(read), start=2):
            cleaned = clean(row)
            if cleaned is None or cleaned[0] in seen:
                print(f"line {number} dropped: {row}", file=sys.stderr)
                dropped += 1
                continue
            seen.add(cleaned[0])
            writer.writerow(cleaned)
            kept += 1
    print(f"kept {kept} rows, dropped {dropped}")
    with open(os.environ["CARILLON_OUTPUT"], "a", encoding="utf-8") as output:
        print(f"kept={kept}", f"dropped={dropped}", sep="\n", file=output)
    if kept == 0:
        sys.exit("nothing is left to report on")


if __name__ == "__main__":
    main()
