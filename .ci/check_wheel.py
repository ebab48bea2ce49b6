"""Builds the sdist and from it the wheel, opens the wheel, and uses it where no checkout is near."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONTENT = ("profiles", "mocks", "reports")
GATHERING = ("schemathesis", "hypothesis", "requests", "aiohttp", "httptools", "pytest", "jwt")
"""Libraries that gather, or that only tests of products need; a buyer who checks bundles has none of them."""
LEFTOVERS = ("__pycache__", ".DS_Store")


def build(into: Path) -> Path:
    """Build the sdist, then the wheel from that sdist (so that the sdist is shown to be whole); return the wheel."""
    run(sys.executable, "-m", "build", "--outdir", str(into), str(ROOT))
    (wheel,) = into.glob("*.whl")
    return wheel


def expected() -> dict[str, Path]:
    """Return what the wheel must hold beside its metadata: name in the wheel to file in the checkout."""
    folders = {"harness": "harness"} | {f"harness/_content/{kind}": kind for kind in CONTENT}
    return {
        f"{inside}/{file.relative_to(ROOT / folder).as_posix()}": file
        for inside, folder in folders.items()
        for file in sorted((ROOT / folder).rglob("*"))
        if file.is_file() and not set(file.parts) & set(LEFTOVERS)
    }


def complaints(wheel: Path) -> list[str]:
    """Compare the wheel with the checkout, byte for byte, and its top level with what may stand there."""
    found = []
    wanted = expected()
    for kind in CONTENT:
        if not any(name.startswith(f"harness/_content/{kind}/") for name in wanted):
            found.append(f"the checkout has nothing in {kind}/")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        top = {name.split("/")[0] for name in names}
        strays = {name for name in top if name != "harness" and not name.endswith(".dist-info")}
        found += [f"on the wheel's top level, where only `harness` may be: {name}" for name in sorted(strays)]
        found += [f"missing from the wheel: {name}" for name in sorted(wanted.keys() - names)]
        extra = {name for name in names - wanted.keys() if ".dist-info/" not in name}
        found += [f"in the wheel but not in the checkout: {name}" for name in sorted(extra - strays)]
        same = wanted.keys() & names
        found += [f"differs from the checkout: {name}" for name in sorted(same) if differs(archive, name, wanted[name])]
    return found


def differs(archive: zipfile.ZipFile, name: str, file: Path) -> bool:
    """Say whether the wheel's copy is another than the checkout's."""
    return archive.read(name) != file.read_bytes()


def use(wheel: Path, work: Path) -> None:
    """Install the wheel into an environment of its own; run its command and its content tests from an empty folder."""
    environment, elsewhere = work / "installed", work / "elsewhere"
    elsewhere.mkdir()
    run("uv", "venv", "--quiet", "--python", sys.executable, str(environment))
    binaries = environment / ("Scripts" if os.name == "nt" else "bin")
    run("uv", "pip", "install", "--quiet", "--python", str(binaries / "python"), str(wheel))
    installed = os.environ | {"HALLMARK_TESTS_INSTALLED": "wheel", "PYTHONSAFEPATH": "1"}
    run(str(binaries / "hallmark"), "--version", cwd=elsewhere, env=installed)
    run(str(binaries / "hallmark"), "profiles", cwd=elsewhere, env=installed)
    tests = [str(ROOT / "tests" / "test_content.py"), "--rootdir", str(ROOT), "-c", str(ROOT / "pyproject.toml")]
    run(str(binaries / "pytest"), "--quiet", "-p", "no:cacheprovider", *tests, cwd=elsewhere, env=installed)


def verify_alone(wheel: Path, work: Path) -> None:
    """Check a bundle where nothing is installed but the wheel itself and what its extra `verify` names."""
    environment, elsewhere = work / "verifier", work / "nowhere"
    elsewhere.mkdir()
    run("uv", "venv", "--quiet", "--python", sys.executable, str(environment))
    python = environment / ("Scripts" if os.name == "nt" else "bin") / "python"
    run("uv", "pip", "install", "--quiet", "--python", str(python), "--no-deps", str(wheel))
    run("uv", "pip", "install", "--quiet", "--python", str(python), *of_extra(wheel, "verify"))
    # The bundle is made by the full installation; that it can be checked here is the point.
    full = work / "installed" / ("Scripts" if os.name == "nt" else "bin") / "python"
    made = "import pathlib, sys; sys.path.insert(0, sys.argv[1]); import bundled; bundled.bundle_in(pathlib.Path('.'))"
    run(str(full), "-c", made, str(ROOT / "tests"), cwd=elsewhere)
    command = ["-m", "harness", "verify", "bundle.zip", "--allow-unknown-signer", "--as-of", "2026-08-20"]
    run(str(python), *command, cwd=elsewhere, env=os.environ | {"PYTHONSAFEPATH": "1"})
    absent = f"import importlib.util as u; assert not [n for n in {GATHERING!r} if u.find_spec(n)]"
    run(str(python), "-c", absent, cwd=elsewhere)


def of_extra(wheel: Path, extra: str) -> list[str]:
    """Return the requirements that an extra of the wheel names."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        lines = archive.read(name).decode().splitlines()
    found = [line.removeprefix("Requires-Dist: ") for line in lines if f"extra == '{extra}'" in line.replace('"', "'")]
    return [line.partition(";")[0].strip() for line in found]


def run(*command: str, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    """Run a command whose output is shown; end this program when it fails."""
    done = subprocess.run(command, cwd=cwd, env=env, check=False)
    if done.returncode != 0:
        sys.exit(f"wheel check: `{' '.join(command)}` ended with {done.returncode}")


def main() -> int:
    """Work in the folder given as the only argument; return 1 when the wheel is not as it must be."""
    work = Path(sys.argv[1]).resolve()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    wheel = build(work / "dist")
    found = complaints(wheel)
    if found:
        print(*found, sep="\n", file=sys.stderr)
        return 1
    print(f"{wheel.name}: {len(expected())} files, as in the checkout; only `harness` on the top level", flush=True)
    use(wheel, work)
    verify_alone(wheel, work)
    return 0


if __name__ == "__main__":
    sys.exit(main())
