"""Has LibreOffice work out the formulas of a comparison, after cells and weights were changed, and counts it again."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import count as count_from
from itertools import takewhile
from pathlib import Path
from typing import Any

import openpyxl

from benchmarks.goals import asking, told

FIRST, TOP = 5, 7
"""Column of the first product and row of the first requirement on the sheet of a class, from 1."""


def made(folder: Path) -> Path:
    """Return the workbook of a comparison of the samples."""
    call: list[str | Path] = [sys.executable, "-m", "harness"]
    subprocess.run([*call, "samples", "--out", folder / "tender", "--plain"], check=True, stdout=subprocess.DEVNULL)
    terms = ("--tender", folder / "tender" / "tender.yaml", "--trust", folder / "tender" / "trusted")
    bundles = sorted((folder / "tender").glob("*.zip"))
    out = folder / "comparison"
    subprocess.run([*call, "compare", *bundles, *terms, "--out", out], check=True, stdout=subprocess.DEVNULL)
    return out / "comparison.xlsx"


def changed(workbook: Path, target: Path) -> int:
    """Change weights and cells, and write the workbook without any value that was worked out; return how many."""
    book = openpyxl.load_workbook(workbook)
    book["What-if"]["B6"], book["What-if"]["B7"] = 7, 0
    count = 2
    for sheet in book.worksheets[3:-1]:
        for row in range(TOP, sheet.max_row + 1, 3):
            sheet.cell(row, FIRST).value = "Not met"
            count += 1
    book.save(target)
    return count


def worked_out(workbook: Path, soffice: str) -> Any:
    """Return the workbook as LibreOffice saves it: each formula with its value."""
    out = workbook.parent / "worked-out"
    command: list[str | Path] = [soffice, "--headless", "--convert-to", "xlsx", "--outdir", out, workbook]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300)
    return openpyxl.load_workbook(out / workbook.name, data_only=True)


def expected(book: Any, weights: str) -> Iterator[float | str]:
    """Yield the score of each product by one sheet of weights, counted from the cells of the classes."""
    should = book["Weights"]["B4"].value
    rows = list(takewhile(lambda row: book[weights].cell(row, 2).value is not None, count_from(6)))
    classes = [book.worksheets[3 + n] for n in range(len(rows))]
    weight = [book[weights].cell(row, 2).value for row in rows]
    for column in range(FIRST, book.worksheets[3].max_column + 1):
        if book["Summary"].cell(5, column - FIRST + 2).value != "Qualifies":
            yield "no score"
            continue
        points = sum(w * share(sheet, column, should) for w, sheet in zip(weight, classes, strict=True))
        yield 100 * points / sum(weight)


def share(sheet: Any, column: int, should: float) -> float:
    """Return how much of a class one product meets."""
    met = asked = 0.0
    for row in range(TOP, sheet.max_row + 1):
        counts = {"MUST": 1.0, "SHOULD": should}.get(sheet.cell(row, 3).value, 0.0)
        found = sheet.cell(row, column).value
        asked += counts if found != "Not applicable" else 0
        met += counts if found == "Met" else 0
    return met / asked if asked else 0.0


def scores(book: Any, name: str) -> list[float | str]:
    """Return the scores that stand on a sheet."""
    (row,) = [r for r in range(1, 60) if book[name].cell(r, 1).value == "Score, of 100"]
    return [book[name].cell(row, c - FIRST + 2).value for c in range(FIRST, book.worksheets[3].max_column + 1)]


def main(arguments: list[str]) -> int:
    """Print one line of JSON; return 1 where a score differs, and 2 where there is no LibreOffice."""
    asking("spreadsheet", __doc__).parse_args(arguments)
    soffice = shutil.which("soffice")
    if soffice is None:
        print("LibreOffice (soffice) is not here", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="hallmark-spreadsheet-") as name:
        target = Path(name) / "changed.xlsx"
        count = changed(made(Path(name)), target)
        book = worked_out(target, soffice)
    found = {sheet: scores(book, sheet) for sheet in ("Summary", "What-if")}
    wanted = {"Summary": list(expected(book, "Weights")), "What-if": list(expected(book, "What-if"))}
    same = all(a == b if isinstance(a, str) else abs(a - float(b)) < 1e-9
               for sheet in found for a, b in zip(found[sheet], wanted[sheet], strict=True))  # fmt: skip
    return told({"benchmark": "spreadsheet", "changed": count, "scores": found}, {"as_counted": same})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
