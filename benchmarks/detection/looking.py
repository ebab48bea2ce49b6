"""Has Hallmark and `st run` look at one server each, and says what each found, after how many requests."""

from __future__ import annotations

import json
import ssl
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from benchmarks.baseline import Found, st_run
from benchmarks.detection.bench import EVERYWHERE, Bench, affected
from benchmarks.receiver import receiver, whole_run
from harness import archive
from harness.evidence import Exchange, ExchangeId
from harness.partner.defects import Defect


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """How one tool did on one server."""

    found: bool
    how: str
    """Requirements, or check and operation, that showed it."""
    requests: int
    """In the whole run."""
    seconds: float
    request: int
    """The number of the request that showed it, from 1; 0 when nothing did."""
    second: float
    """When that was, from the first request of Hallmark or from the start of `st`."""
    others: tuple[str, ...]
    """What else it blamed the server for, that the perfect server is not blamed for and the defect does not explain."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One defect, looked for by both."""

    defect: str
    says: str
    kills: tuple[str, ...]
    level: str
    """The highest of the requirements that it is planted against; `none` where there is no requirement."""
    operations: tuple[str, ...]
    hallmark: Side
    st: Found
    """All that it said; see `theirs`."""
    limited: bool = False
    """Whether Hallmark's run was limited to the requirements that the defect is planted against (`--only`)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Perfect:
    """What both say of the server without defects, with one seed."""

    seed: int
    needs: str
    """How it was served: plainly, with `tls`, or with certificates of its clients besides (`mutual`)."""
    verdict: str
    hallmark: tuple[str, ...]
    """Requirements said to be violated, of any level: false alarms."""
    hallmark_requests: int
    hallmark_seconds: float
    st: tuple[str, ...]
    """Check and operation of every failure: false alarms."""
    st_requests: int
    st_seconds: float


def perfect(bench: Bench, seed: int, needs: str = "", before: Perfect | None = None) -> Perfect:
    """Test the server without defects, served with TLS where that is needed; of `st` keep what it said `before`."""
    with tempfile.TemporaryDirectory() as folder, receiver(Path(folder), bench.mock, needs=needs) as config:
        ours = whole_run(config, Path(folder) / "out", seed)
        if before is None:
            found = _st(bench, config, Path(folder), seed)
            theirs = (tuple(sorted(_failures(found))), found.requests, found.seconds)
        else:
            theirs = (before.st, before.st_requests, before.st_seconds)
        return Perfect(
            seed=seed,
            needs=needs,
            verdict=str(ours["verdict"]),
            hallmark=tuple(sorted(_violated(ours))),
            hallmark_requests=len(_sent(ours)),
            hallmark_seconds=round(float(str(ours["seconds"])), 1),
            st=theirs[0],
            st_requests=theirs[1],
            st_seconds=theirs[2],
        )


def case(bench: Bench, defect: Defect, seed: int = 1, *, limited: bool = False, before: Case | None = None) -> Case:
    """Plant one defect and look for it twice; of `st` keep what it said `before`."""
    limited = limited and bool(defect.kills)
    operations = affected(bench, defect)
    with tempfile.TemporaryDirectory() as folder:
        with receiver(Path(folder), bench.mock, [defect.name], defect.needs) as config:
            # Where the way there is what is wrong, the description is given as a file, as its error says.
            more = ["--openapi", str(bench.openapi)] if defect.needs else []
            more += [part for name in defect.kills for part in ("--only", name)] if limited else []
            hallmark = _ours(defect, whole_run(config, Path(folder) / "out", seed, *more))
        if before is None:
            with receiver(Path(folder), bench.mock, [defect.name], defect.needs) as config:
                st = _st(bench, config, Path(folder), seed)
        else:
            st = before.st
    level = min((bench.levels[one] for one in defect.kills), key=("MUST", "SHOULD", "MAY").index, default="none")
    return Case(
        defect=defect.name,
        says=defect.says,
        kills=defect.kills,
        level=level,
        operations=operations,
        hallmark=hallmark,
        st=st,
        limited=limited,
    )


def _st(bench: Bench, config: Path, folder: Path, seed: int) -> Found:
    declared = yaml.safe_load(config.read_text(encoding="utf-8"))
    target = declared["target"]
    tls = target.get("tls", {})
    ca, client = tls.get("ca", ""), (tls.get("client_cert", ""), tls.get("client_key", ""))
    try:
        headers = [f"Authorization: Bearer {_token(_sign_in(declared), config.parent, ca, client)}"]
    except OSError as error:
        # Whoever uses it would see the same: it cannot begin.
        return Found(requests=0, seconds=0, failures=(), errors=(str(error),), exit_code=-1, stopped="no token")
    openapi, url = target.get("openapi") or bench.openapi, str(target["base_url"])
    ways = {"headers": headers, "ca": ca, "client": client}
    return st_run(openapi, url, folder / "st", seed=seed, examples=bench.examples, seconds=bench.seconds, **ways)


def _sign_in(declared: dict[str, Any]) -> dict[str, Any]:
    """Return how a client signs in; where another authority signs the tokens, as one of its clients."""
    auth: dict[str, Any] = declared["target"]["auth"]
    if auth["kind"] != "authority":
        return auth
    authority = declared["partners"]["authority"]
    secret = {"file": str(Path(authority["state"]) / "secret")}
    return {"token_url": f"{authority['issuer']}/oauth/token", "client_id": "own-agency", "client_secret": secret}


def _token(auth: dict[str, Any], folder: Path, ca: str, client: tuple[str, str]) -> str:
    secret = (folder / auth["client_secret"]["file"]).read_text(encoding="utf-8").strip()
    form = {"grant_type": "client_credentials", "client_id": auth["client_id"], "client_secret": secret}
    context = ssl.create_default_context(cafile=ca or None)
    if client[0]:
        context.load_cert_chain(*client)
    ways = (urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
    direct = urllib.request.build_opener(*ways)
    with direct.open(auth["token_url"], urllib.parse.urlencode(form).encode(), timeout=10) as reply:
        return str(json.load(reply)["access_token"])


def _ours(defect: Defect, run: dict[str, Any]) -> Side:
    if "verdicts" not in run:
        how = f"it cannot begin: {run['error']['message']}"
        seconds = round(float(str(run["seconds"])), 1)
        return Side(found=True, how=how, requests=0, seconds=seconds, request=0, second=0.0, others=())
    violated = _violated(run)
    # Where there is no requirement, anything that is said is as good.
    wanted = defect.kills or tuple(sorted(set(violated) - set(defect.also)))
    shown = [violated[one] for one in wanted if one in violated]
    number, second = _first(run, [cite for cites in shown for cite in cites]) if shown else (0, 0.0)
    return Side(
        found=bool(shown) and len(shown) == len(wanted),
        how=", ".join(one for one in wanted if one in violated),
        requests=len(_sent(run)),
        seconds=round(float(str(run["seconds"])), 1),
        request=number,
        second=second,
        others=tuple(sorted(set(violated) - set(wanted) - set(defect.also))),
    )


def theirs(case: Case, blamed: Iterable[str]) -> Side:
    """Return how `st` did; `blamed` is what it says of the server without defects, with any seed."""
    found, operations = case.st, case.operations
    known = frozenset(blamed)
    new = [one for one in found.failures if f"{one.check} {one.operation}" not in known]
    fitting = [one for one in new if EVERYWHERE in operations or one.operation in operations]
    first = min(fitting, key=lambda one: one.request, default=None)
    unable = found.requests == 0 and bool(found.errors)
    how = sorted({f"{one.check} {one.operation}" for one in fitting}) or (["it cannot begin"] if unable else [])
    return Side(
        found=bool(fitting) or unable,
        how=", ".join(how),
        requests=found.requests,
        seconds=found.seconds,
        request=first.request if first else 0,
        second=first.seconds if first else 0.0,
        others=tuple(sorted(f"{one.check} {one.operation}" for one in new if one not in fitting)),
    )


def _failures(found: Found) -> set[str]:
    return {f"{one.check} {one.operation}" for one in found.failures}


def _violated(run: dict[str, Any]) -> dict[str, list[ExchangeId]]:
    """Return the exchanges that show each violated requirement."""
    return {
        finding["requirement"]: [
            ExchangeId(*cite) for one in finding["violations"] for cite in (one["minimal"], *one["cites"]["first"])
        ]
        for verdict in run["verdicts"]
        for finding in verdict["findings"]
        if finding["outcome"] == "violates"
    }


def _sent(run: dict[str, Any]) -> list[tuple[int, ExchangeId]]:
    """Return when each request of the run left, in microseconds since 1970, in that order."""
    seen = [one for one in archive.read(Path(run["evidence"])).observations if isinstance(one, Exchange)]
    return sorted((one.times.anchor + one.times.sent, one.id) for one in seen)


def _first(run: dict[str, Any], cites: list[ExchangeId]) -> tuple[int, float]:
    sent = _sent(run)
    shown = [(number, at) for number, (at, name) in enumerate(sent, 1) if name in cites]
    number, at = min(shown, default=(0, sent[0][0]))
    return number, round((at - sent[0][0]) / 1e6, 2)
