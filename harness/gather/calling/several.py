"""Plays several partners at once, each at an address of its own, for scenes in which a product calls more than one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, Final, NamedTuple

from harness.declaration import Address
from harness.errors import MockError
from harness.gather.calling.reach import NAME, NO_PATH, reach
from harness.gather.calling.stage import Stage
from harness.gather.calling.stimuli import Callee, NotBroughtAbout
from harness.gather.checks import Check
from harness.gather.plan import PartitionPlan
from harness.loopback import is_loopback
from harness.partner.answering import Host
from harness.partner.certificates import Certificates
from harness.partner.faults.choosing import Chosen, check, written
from harness.partner.faults.file import list_faults
from harness.partner.host import prepared, served
from harness.partner.knock import Knock
from harness.partner.outgoing import Ended, Outgoing
from harness.partner.running import Running
from harness.partner.script import read, script

SETTING: Final = "partners"
"""The setting of a scene that names its partners: each with the `agency` that it is, and the `faults` that it plays."""
UNADDRESSED: Final = "unaddressed:"
"""Before the name of a partner that a product elsewhere cannot find, why a scene was left out."""


class _Played(NamedTuple):
    host: Host
    running: Running


class Several:
    """The partners of all scenes that have several; a name is the same partner in each."""

    def __init__(self, partner: str, parts: Iterable[PartitionPlan], addresses: Mapping[str, Address]) -> None:
        """Raises MockError for faults that the partner does not know, before anything is served."""
        self._partner = partner
        self._addresses = addresses
        mock = read(partner)
        known, operations = list_faults(mock), script(mock).operations
        self._faults: dict[str, dict[str, tuple[Chosen, ...]]] = {}
        self._names: dict[str, None] = {}
        for part in parts:
            chosen = {
                name: faults_of(said.get("faults", ()), known, f"{part.name}: {name}")
                for name, said in partners_of(part).items()
            }
            for name, faults in chosen.items():
                check(faults, operations, f"{part.name}: {name}")
                self._names[name] = None
            self._faults[part.name] = chosen
        if not self._faults:  # preflight, which plays no scene and looks at every address
            self._names = dict.fromkeys(addresses)
        if strange := sorted(addresses.keys() - self._names.keys()) if self._names else ():
            hint = f"The scenes of this run have {', '.join(self._names)}."
            raise MockError(f"no partner is called {strange[0]!r}", where="partners.several", hint=hint)
        self._played: dict[str, _Played] = {}
        self._closed: set[str] = set()

    def warnings(self) -> list[str]:
        """Return what is to be said of partners that listen beyond this machine."""
        return [
            f"the partner {name} listens on {self._addresses[name].listen}: whoever reaches this machine can call it"
            for name in self._names
            if name in self._addresses and not is_loopback(f"http://{self._addresses[name].listen}")
        ]

    def begin(self, stack: ExitStack, stage: Stage, like: Host, certificates: Certificates | None, seed: int) -> None:
        """Serve them until the stack ends, with the secret and the certificates of `like`. Raises MockError."""
        for number, name in enumerate(self._names, 1):
            host = prepared(self._partner, (), seed + number, like.outside.now, own=certificates, secret=like.secret)
            host.party = name
            host.keep, host.keep_shake = stage.keep, stage.keep_shake
            host.keeps_own(_named(name, stage.begins))
            host.address, _, port = self._addresses.get(name, Address()).listen.rpartition(":")
            self._played[name] = _Played(host, stack.enter_context(served(host, int(port))))

    def looks(self, ca: str, draw: Callable[[], Knock]) -> Iterator[Check]:
        """Call each that has a public address there, and tell whether it leads here; a scene needs all of its own.

        A partner that the product cannot call looks to a judge like one that it left out.
        """
        for name, played in self._played.items():
            if public := self._public(name):
                played.host.knock = draw()
                check = reach(public + played.running.script.base, played.host.knock, ca, name=f"{NAME} of {name}")
                played.host.knock = None
                if not check.ok:
                    self._closed.add(name)
                yield check

    def _public(self, name: str) -> str:
        return self._addresses.get(name, Address()).public_url.rstrip("/")

    def plays(self, part: PartitionPlan, seed: int) -> None:
        """Have each partner of a scene be as bad as the scene says."""
        for name, faults in self._faults.get(part.name, {}).items():
            self._played[name].host.plays(faults, seed)

    def leaves(self) -> None:
        """Have all of them be good again."""
        for played in self._played.values():
            played.host.plays(())

    @property
    def crashes(self) -> list[str]:
        """Return what their script failed at: faults of ours."""
        return [crash for played in self._played.values() for crash in played.host.crashes]

    def callees(self, part: PartitionPlan, client: str, ca: str, away: bool) -> tuple[Callee, ...]:
        """Return whom a product is told to call; `away`: it is not on this machine. Raises NotBroughtAbout."""
        return tuple(self._callee(name, said, client, ca, away) for name, said in partners_of(part).items())

    def _callee(self, name: str, said: Mapping[str, Any], client: str, ca: str, away: bool) -> Callee:
        running = self._played[name].running
        root = running.url.removesuffix(running.script.base)
        public = self._public(name)
        if away and not public:
            raise NotBroughtAbout(f"{UNADDRESSED}{name}")
        if name in self._closed:
            raise NotBroughtAbout(f"{NO_PATH}{public}")
        return Callee(
            name=name,
            agency=str(said["agency"]),
            url=(public or root) + running.script.base,
            token_url=(public or root) + running.script.authority.token_path,
            client_id=client,
            client_secret=running.secret,
            ca=ca,
        )


def partners_of(part: PartitionPlan) -> dict[str, Any]:
    """Return the partners of a scene by name; none: it has the one that the role calls."""
    named: Any = part.settings.get(SETTING, {})
    return dict(named)


def faults_of(named: Iterable[str], known: dict[str, Chosen], where: str) -> tuple[Chosen, ...]:
    """Return what is played in a scene, which is `where`. Raises MockError for what the partner does not know."""
    try:
        return tuple(written(text, known) for text in named)
    except MockError as error:
        raise MockError(error.message, where=where, hint=error.hint) from None


def _named(name: str, begins: Callable[[Outgoing], Ended]) -> Callable[[Outgoing], Ended]:
    return lambda outgoing: begins(replace(outgoing, party=name))
