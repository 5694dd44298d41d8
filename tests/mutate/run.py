"""``make mutate``: breaks the rules that keep the promises, one by one; for each a named test must fail.

Each edit is made in a copy of the checkout, alone, and its test run there: it passes without the edit and fails with it.
An edit whose text is not found exactly once is an error, so that the list follows the code. Arguments choose mutants by
a part of their rule or path.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

from mutants import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[2]
AT_ONCE = 2
SECONDS = 600


def main(asked: list[str]) -> int:
    """Gives 1 where a rule was broken and no test failed."""
    chosen = [one for one in MUTANTS if not asked or any(word in f"{one.rule} {one.path}" for word in asked)]
    with tempfile.TemporaryDirectory() as folder:
        copies: Queue[Path] = Queue()
        for number in range(AT_ONCE):
            copies.put(copy_checkout(Path(folder) / str(number)))
        with ThreadPoolExecutor(AT_ONCE) as pool:
            outcomes = list(pool.map(lambda one: try_mutant(one, copies), chosen))
    for one, outcome in zip(chosen, outcomes, strict=True):
        print(f"{outcome:10} {one.rule} ({one.path})")
    print(f"{outcomes.count('killed')} of {len(chosen)} broken rules were noticed")
    return 0 if all(outcome == "killed" for outcome in outcomes) else 1


def copy_checkout(to: Path) -> Path:
    """A copy of what is under version control, as it stands in the checkout."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)
    return to


def try_mutant(mutant: Mutant, copies: Queue[Path]) -> str:
    """Outcome: killed, SURVIVED, NOT FOUND, or NO TEST where its test fails without it, too."""
    copy = copies.get()
    try:
        path = copy / mutant.path
        source = path.read_text()
        if source.count(mutant.before) != 1:
            return "NOT FOUND"
        if not passes(mutant.test, copy):
            return "NO TEST"
        path.write_text(source.replace(mutant.before, mutant.after))
        try:
            return "SURVIVED" if passes(mutant.test, copy) else "killed"
        finally:
            path.write_text(source)
    finally:
        copies.put(copy)


def passes(test: str, copy: Path) -> bool:
    """Whether a test passes; a test that is not there is an error."""
    command = [sys.executable, "-B", "-m", "pytest", "-q", "-x", "-n", "0", test]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=SECONDS)
    if done.returncode not in (0, 1, 2):
        raise RuntimeError(f"{test}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
