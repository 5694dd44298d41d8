"""Where the time goes: processor time of one request by whose code it is spent in, on SQLite, as a Markdown table.

``python tests/bench/time_shares.py``. Processor time of one process says the same on a busy machine; the shares are those
that cProfile sees, which makes small functions seem dearer than they are.
"""

from __future__ import annotations

import cProfile
import pstats
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "bench")]

import crowd_of_names  # noqa: E402
import posts  # noqa: E402
from installation import SHORT, SIGNED, Installation, installed  # noqa: E402
from wrk import HOST  # noqa: E402

TIMES, SHOWN = 60, 5
SITE = f"https://{HOST}"
FORM = "application/x-www-form-urlencoded"
# By a part of the file's name, the first that fits; builtins have no file.
OWNERS = (
    ("sqlalchemy", "SQLAlchemy"), ("templates", "templates"), ("jinja2", "templates"), ("babel", "translations"), ("gettext", "translations"),
    ("wtforms", "forms"), ("flask_wtf", "forms"), ("email_validator", "addresses"), ("idna", "addresses"),
    ("publicsuffixlist", "addresses"), ("petition", "own code"), ("werkzeug", "Flask"), ("flask", "Flask"),
    ("cryptography", "encryption"), ("sqlite3", "the database"),
)  # fmt: skip
BUILTINS = (
    (r"sqlite3\.", "the database"),
    (r"AESGCM|aead|hmac|_hashlib", "encryption"),
    (r"re\.Pattern", "regular expressions"),
)


def main() -> None:
    """Each deed so many times without the profiler and so many times with it."""
    with tempfile.TemporaryDirectory() as folder, installed("sqlite", Path(folder) / "site") as site:
        crowd_of_names.fill(site, SHORT, 1_000)
        print("| what | ms of processor time | of that |\n| --- | --- | --- |")
        for name, deed in _deeds(site, Path(folder)).items():
            print(f"| {name} | {_weigh(deed):.1f} | {_shares(deed)} |", flush=True)


def _deeds(site: Installation, folder: Path) -> dict[str, Callable[[], object]]:
    client = site.app.test_client()
    form = client.get(posts.SIGN, base_url=SITE).get_data(as_text=True)
    posts.write_forms(folder / "forms", posts.hidden_fields(form), 3 * TIMES)
    forms = iter((folder / "forms").read_text().splitlines())
    links = iter(posts.waiting_signatures(site, 3 * TIMES + 1))
    shown = next(links)[0]
    time.sleep(3)

    def get(path: str) -> Callable[[], object]:
        return lambda: _require(client.get(path, base_url=SITE, headers={"Cookie": "bench=1"}).status_code)

    def sign() -> None:
        path, body = next(forms).split("\t")
        _require(client.post(path, base_url=SITE, data=body, content_type=FORM).status_code)

    def confirm() -> None:
        _require(client.post(f"/confirm/{next(links)[0]}", base_url=SITE, content_type=FORM).status_code)

    listed = f"/en/{SHORT}/signatories?kind=individuals&bench=1"
    return {
        "healthz": get("/healthz"),
        "page, past every cache": get(f"/en/{SIGNED}?bench=1"),
        "sign form, past every cache": get(f"{posts.SIGN}?bench=1"),
        "sign, from the site's own form": sign,
        "the page that asks to confirm": get(f"/confirm/{shown}"),
        "confirm": confirm,
        "list, first page": get(listed),
        "search, nothing found": get(f"{listed}&q={crowd_of_names.NOWHERE}"),
        "CSV of 1,000": get(f"/{SHORT}/signatories.csv?bench=1"),
    }


def _require(status: int) -> None:
    assert status in (200, 303), status


def _weigh(deed: Callable[[], object]) -> float:
    deed()
    start = time.process_time()
    for _ in range(TIMES):
        deed()
    return 1000 * (time.process_time() - start) / TIMES


def _shares(deed: Callable[[], object]) -> str:
    profile = cProfile.Profile(time.process_time)
    profile.enable()
    for _ in range(TIMES):
        deed()
    profile.disable()
    spent: Counter[str] = Counter()
    for (file, _line, function), (_calls, _all, own, *_rest) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        spent[_owner(file, function)] += own
    whole = sum(spent.values())
    most = [f"{owner} {100 * seconds / whole:.0f}%" for owner, seconds in spent.most_common(SHOWN)]
    return ", ".join(most)


def _owner(file: str, function: str) -> str:
    if file == "~":
        return next((owner for pattern, owner in BUILTINS if re.search(pattern, function)), "Python's builtins")
    parts = file.removeprefix(str(ROOT)).split("site-packages/")[-1]
    return next((owner for part, owner in OWNERS if part in parts), "Python's library")


if __name__ == "__main__":
    main()
