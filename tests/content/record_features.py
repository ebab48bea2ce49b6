"""Records the examples of geospatial-ogc from the small server of features: `python -m content.record_features`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from content.test_geospatial_ogc import BUNDLE, KILLERS, TESTED, tried
from features_server import DEFECTS

from harness.cli.partners.recording import RECORDED, record
from harness.coverage import coverage
from harness.verdict import Outcome


def main() -> int:
    """Write an example of each requirement and of each defect, and the table of coverage; say what did not come out."""
    requirements = {r.id: r for r in BUNDLE.profile.requirements if r.id in TESTED}
    wrong = []
    with tempfile.TemporaryDirectory() as place:
        met = tried(Path(place))
        wrong += [record(BUNDLE, r, met, Outcome.CONFORMS, RECORDED) for r in requirements.values()]
    for defect, killed in DEFECTS.items():
        for name in killed:
            with tempfile.TemporaryDirectory() as place:
                broken = tried(Path(place), defect, only=(name,))
                wrong.append(record(BUNDLE, requirements[name], broken, Outcome.VIOLATES, f"{defect}.json"))
    (BUNDLE.folder / "COVERAGE.md").write_text(coverage(BUNDLE.profile, BUNDLE.folder, KILLERS), encoding="utf-8")
    for line in filter(None, wrong):
        print(line)
    return 2 if any(wrong) else 0


if __name__ == "__main__":
    sys.exit(main())
