"""``make messages``: finds the interface's texts, updates each catalogue, compiles it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from petition.config import ROOT
from petition.core.languages import DEFAULT, INTERFACE

HERE = Path(__file__).parent
TEMPLATE = HERE / "messages.pot"


def babel(*words: str) -> None:
    """Runs one command of ``pybabel`` from the checkout."""
    subprocess.run([sys.executable, "-m", "babel.messages.frontend", *words], check=True, cwd=ROOT)


def extract(target: Path) -> None:
    """Writes a template of every text in the interface, the same on every machine."""
    babel(
        "extract", "--mapping-file=pyproject.toml", "--keyword=_", "--keyword=lazy_gettext", "--no-location",
        "--omit-header", "--sort-output", "--width=110", "--no-wrap", f"--output-file={target}", "."
    )  # fmt: skip


def main() -> None:
    """Updates and compiles every catalogue."""
    extract(TEMPLATE)
    for language in INTERFACE:
        if language == DEFAULT:
            continue
        catalogue = HERE / language / "LC_MESSAGES" / "messages.po"
        if not catalogue.exists():
            babel("init", f"--input-file={TEMPLATE}", f"--output-dir={HERE}", f"--locale={language}")
        babel(
            "update", f"--input-file={TEMPLATE}", f"--output-dir={HERE}", f"--locale={language}", "--no-wrap",
            "--no-fuzzy-matching", "--ignore-obsolete", "--omit-header",
        )  # fmt: skip
        babel("compile", f"--directory={HERE}", f"--locale={language}")


if __name__ == "__main__":
    main()
