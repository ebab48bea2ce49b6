"""Starts the command `hallmark`: finds the verb, and turns errors into words and exit codes.

Verbs are imported when they are called, so that `hallmark --help` answers at once.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback

import click

from harness import __version__
from harness.cli.terminal.collecting import end_at_once
from harness.cli.terminal.output import give_up, write_out
from harness.cli.terminal.verbs import Table, Verbs
from harness.errors import NO_ROOM, HallmarkError, OurFault

VERBS: Table = {
    "demo": (
        "partners.demo",
        "Test the perfect reference receiver, then one with three defects, and write both reports.",
    ),
    "init": ("running.init", "Write a commented hallmark.yaml to start from."),
    "preflight": (
        "running.preflight",
        "Find out whether the product can be tested: reach, TLS, credentials, clock, fixtures.",
    ),
    "run": ("running.run", "Gather evidence from the product, judge it, and report."),
    "judge": ("checking.judge", "Judge evidence again, offline."),
    "report": ("checking.report", "Write a report of a run in one of several formats."),
    "gate": ("checking.gate", "Say whether a release may go, against the last accepted run."),
    "diff": ("checking.diff", "Show how two runs differ, requirement by requirement."),
    "contract": ("contracts.contract", "Work with API descriptions: compile, lint, vendor, compare."),
    "keygen": ("certifying.keygen", "Make the pair of keys that certificates are signed with."),
    "certify": ("certifying.certify", "Issue a signed bundle from a run, which a buyer can check offline."),
    "reseal": ("checking.reseal", "Take named places out of a run's evidence, seal it anew and judge it again."),
    "verify": ("checking.verify", "Check a bundle offline: genuine, whole, current, and does the verdict follow?"),
    "certificate": (
        "certifying.certificate",
        "Write the certificate of a confirmed bundle as a PDF of one or two pages.",
    ),
    "compare": (
        "checking.compare",
        "Lay verified bundles of several suppliers beside each other, by the terms of a tender.",
    ),
    "disclose": (
        "certifying.disclose",
        "Make a derivative of a bundle that withholds the evidence of some requirements.",
    ),
    "spot-check": ("checking.spot_check", "Repeat a sample of what was certified against a live product."),
    "dispute": ("certifying.dispute", "Write down what is disputed of a run, with the exchanges that show it."),
    "errata": ("certifying.errata", "Sign what was found to be wrong with a profile or a rule after it was published."),
    "challenge": (
        "certifying.challenge",
        "Sign with what seed, by what profile and when a supplier is to gather evidence.",
    ),
    "repack": ("certifying.repack", "Restore the one form of a bundle that was unpacked and packed again."),
    "encrypt": ("certifying.encrypt", "Cover the evidence and the reports of a bundle by a buyer's key."),
    "timestamp": ("certifying.timestamp", "Bring the token of a time stamping authority into a bundle."),
    "countersign": ("certifying.countersign", "Add the signature of whoever watched a run to its bundle."),
    "waive": ("certifying.waive", "Sign that for you a requirement need not be met by a product until a day."),
    "samples": ("certifying.samples", "Make five sample bundles and a tender to practise on."),
    "lint": ("running.lint", "Check run files and profiles, without a product and offline."),
    "cleanup": ("running.cleanup", "Close what a run created over there and left open."),
    "pki": ("partners.pki", "Write throw-away certificates, good and bad, for a product and its partners."),
    "relay": ("partners.relay", "Stand between two products, keep what they say to each other, and judge both."),
    "mock": ("partners.mock", "Serve a partner system, perfect or with planted defects."),
    "profile": (
        "authoring.profile",
        "Write, check, compare and publish profiles: new, import, record, lint, diff, docs, pack.",
    ),
    "profiles": ("authoring.profiles", "List the profiles, or the requirements of one."),
    "requirements": ("authoring.requirements", "Write a profile as a schedule of requirements for a tender."),
    "explain": ("authoring.explain", "Say in plain English what a requirement asks and how it is shown."),
    "completion": ("completion", "Print what makes a shell complete verbs, options, profiles and requirements."),
    "coverage": ("authoring.coverage", "Write a profile's table of requirements, probes, rules and defects."),
    "examples": (
        "authoring.examples",
        "Record a profile's examples from the reference partner, perfect and defective.",
    ),
}
"""Each with the module that it lies in and what it does."""


@click.command(cls=Verbs, verbs=VERBS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hallmark")
def hallmark() -> None:
    """Test whether a product really interoperates, from evidence that anyone can judge again.

    Exit codes: 0 conforms, 1 violates, 2 inconclusive, 3 could not run, 4 a fault of Hallmark itself.
    """


def main() -> None:
    """Run the command line; never ends with a traceback for what a person can mend."""
    # Whoever stops a job of a pipeline or a container sends this; it is taken as Ctrl-C is.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    end_at_once()
    try:
        _complete()
        call(sys.argv[1:])
    except HallmarkError as error:
        click.echo(f"hallmark: {error}", err=True)
        if isinstance(error, OurFault):
            click.echo("This is a fault of Hallmark, not of the product.", err=True)
        _leave(error.exit_code, type(error).__name__, error.message, error.where, error.hint)
    except click.ClickException as error:
        error.show()
        _leave(3, type(error).__name__, error.format_message())
    except (click.Abort, KeyboardInterrupt):
        click.echo("hallmark: interrupted; what was gathered is kept", err=True)
        _leave(3, "Interrupted", "interrupted")
    except BrokenPipeError:
        give_up()
        sys.exit(3)
    except OSError as error:
        if error.filename is None and error.errno not in NO_ROOM:
            _fault(error)
        where = str(error.filename or "")
        click.echo(f"hallmark: {where or 'cannot write'}: {error.strerror}", err=True)
        _leave(3, "OSError", str(error.strerror), where)
    except Exception as error:
        _fault(error)


def _complete() -> None:
    """Answer a shell that asks what may be typed, and leave; otherwise do nothing."""
    asked = os.environ.get("_HALLMARK_COMPLETE")
    if asked:
        from click.shell_completion import shell_complete

        sys.exit(shell_complete(hallmark, {}, "hallmark", "_HALLMARK_COMPLETE", asked))


def call(arguments: list[str]) -> None:
    """Find the verb and run it. click's own `main` is not asked: it ends with 1 when nobody reads our output."""
    try:
        with hallmark.make_context("hallmark", arguments) as context:
            hallmark.invoke(context)
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)


def _fault(error: Exception) -> None:
    traceback.print_exc()
    click.echo("hallmark: this is a fault of Hallmark, not of the product; please report it", err=True)
    _leave(4, type(error).__name__, "a fault of Hallmark; the traceback is on standard error")


def _leave(code: int, kind: str, message: str, where: str = "", hint: str = "") -> None:
    """End with `code`; whoever asked for JSON is told why in JSON."""
    if "--json" in sys.argv[1:]:
        from harness.render.json import failure

        write_out(failure(code, kind, message, where, hint))
    sys.exit(code)
