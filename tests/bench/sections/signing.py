"""Signing and confirming, in parallel, straight and through nginx; and the worker acting on what was sent."""

from __future__ import annotations

import json
import time

import posts
import wrk
from installation import SIGNED, Installation, statement_named
from plan import Plan
from replay import Replay, record
from report import Report
from servers import ask, gunicorn, peak_memory, proxy, wait_until, worker
from wrk import HOST, BenchFailed, Posts, Round, middle

# A form that is sent sooner after it was shown is taken for a machine's.
PATIENCE_WITH_FORM = 3.0
# So many transactions of the raw driver a round and process: about a second.
RAW = 1_500
# So many have signed before what is measured of confirming: from then on the number may be a second old.
MANY = 1_000
MINE = "kind = 'individual' AND statement_id = {}"


def measure(site: Installation, report: Report, plan: Plan) -> None:
    """One installation, from the form to the confirmation, and its books."""
    with gunicorn(site.environ) as (port, process), proxy(site.folder / "proxy-sign", port, {}) as (front, _files):
        fields = posts.fetch_hidden_fields(port)
        time.sleep(PATIENCE_WITH_FORM)
        healthz = middle(
            wrk.take_rounds({"healthz": wrk.get(port, "/healthz")}, seconds=plan.seconds, rounds=1)["healthz"]
        )
        # Nothing can be answered more often than what does nothing.
        most = int(1.2 * healthz * (plan.seconds * plan.rounds + 1)) + 100
        _sign(site, report, plan, (port, front), fields, most)
        _act(site, report, plan, port, fields)
        _confirm(site, report, plan, (port, front), most)
        report.add("web server, peak memory (signing)", [peak_memory(process)], "MiB")
    _balance(site, report)


def _sign(
    site: Installation, report: Report, plan: Plan, ports: tuple[int, int], fields: dict[str, str], most: int
) -> None:
    port, front = ports
    lots = {
        "sign": (port, True),
        "sign, from another site's form": (port, False),
        "sign, through nginx": (front, True),
    }
    deeds: dict[str, wrk.Deed] = {"healthz": wrk.get(port, "/healthz")}
    sent = {}
    for name, (where, gets_page) in lots.items():
        file = site.folder / f"{len(sent)}.forms"
        posts.write_forms(file, fields, most, gets_page=gets_page)
        deeds[name] = sent[name] = Posts(where, file)
    before = _signatures(site)
    found = wrk.take_rounds(deeds, seconds=plan.seconds, rounds=plan.rounds)
    _weigh(report, "sign-ons", _signatures(site) - before, list(sent.values()))
    _add(report, found)
    _replay_forms(site, report, plan, fields)


def _replay_forms(site: Installation, report: Report, plan: Plan, fields: dict[str, str]) -> None:
    file = site.folder / "one.forms"
    posts.write_forms(file, fields, 1)
    path, body = file.read_text().strip().split("\t")
    recorded = record(site, lambda: _post(site, path, body))
    last = site.rows("SELECT MAX(id) FROM received_form")[0][0]
    rounds = wrk.take_rounds({"raw": Replay(site, recorded)}, seconds=plan.seconds, rounds=plan.rounds)["raw"]
    # The rows of the raw driver hold nothing that the worker could act on.
    site.execute(f"DELETE FROM received_form WHERE id > {last}")
    report.add("sign: the raw driver's inserts and commits", [one.rate for one in rounds], "/s")


def _act(site: Installation, report: Report, plan: Plan, port: int, fields: dict[str, str]) -> None:
    """The worker alone at what waits, and then beside those who sign."""
    file = site.folder / "beside.forms"
    posts.write_forms(file, fields, 20_000)
    with worker(site.environ) as process:
        waiting = site.number_of("received_form")
        wait_until(lambda: site.number_of("received_form") < waiting, 60, "the worker acts on no form")
        start, waiting = time.monotonic(), site.number_of("received_form")
        while (left := site.number_of("received_form")) and time.monotonic() - start < plan.patience:
            time.sleep(0.2)
        if waiting > left:
            report.add("forms acted on by one worker", [(waiting - left) / (time.monotonic() - start)], "forms/s")
        before, sent = _signatures(site), Posts(port, file)
        deeds = {"healthz": wrk.get(port, "/healthz"), "sign, the worker acting meanwhile": sent}
        found = wrk.take_rounds(deeds, seconds=plan.seconds, rounds=plan.rounds)
        _weigh(report, "sign-ons beside the worker", _signatures(site) - before, [sent])
        _add(report, found)
        report.add("worker, peak memory (forms)", [peak_memory(process)], "MiB")


def _confirm(site: Installation, report: Report, plan: Plan, ports: tuple[int, int], most: int) -> None:
    """From the first on, when each page of thanks tells another number; the raw driver; and with many who have signed."""
    waiting = posts.waiting_signatures(site, 3 * most + 8 * RAW + 2)
    looked_at, recorded, *rest = waiting[3 * most :]
    lots = [[token for token, *_ids in waiting[at * most : (at + 1) * most]] for at in range(3)]
    _confirm_by_links(site, report, plan, {"confirm, from the first on": (ports[0], lots[0])}, rounds=1)
    _replay_confirmations(site, report, plan, recorded, rest)
    sent = {"confirm": (ports[0], lots[1]), "confirm, through nginx": (ports[1], lots[2])}
    shown = {"the page that asks to confirm": wrk.get(ports[0], f"/confirm/{looked_at[0]}")}
    _confirm_by_links(site, report, plan, sent, rounds=plan.rounds, beside=shown)
    _compare_counts(site, report, ports[0])


def _confirm_by_links(
    site: Installation,
    report: Report,
    plan: Plan,
    lots: dict[str, tuple[int, list[str]]],
    *,
    rounds: int,
    beside: dict[str, wrk.Deed] | None = None,
) -> None:
    confirmed, port = _confirmed(site), next(iter(lots.values()))[0]
    deeds: dict[str, wrk.Deed] = {"healthz": wrk.get(port, "/healthz"), **(beside or {})}
    sent = {}
    for name, (where, tokens) in lots.items():
        file = site.folder / f"{len(deeds)}.links"
        posts.write_links(file, tokens)
        deeds[name] = sent[name] = Posts(where, file)
    _add(report, wrk.take_rounds(deeds, seconds=plan.seconds, rounds=rounds))
    _weigh(report, next(iter(lots)), _confirmed(site) - confirmed, list(sent.values()))


def _replay_confirmations(
    site: Installation, report: Report, plan: Plan, one: posts.Waiting, rest: list[posts.Waiting]
) -> None:
    """The raw driver confirms too; the row that it writes is known by its sealed words, too."""
    sealed = {number: bytes(words) for number, words in site.rows("SELECT id, details FROM endorsement")}
    token, *ids = one
    recorded = record(site, lambda: _post(site, f"/confirm/{token}", ""), (*ids, sealed[one[1]]))
    rows = [(signed, mail, sealed[signed]) for _token, signed, mail in rest]
    raw, rounds = Replay(site, recorded, rows, share=RAW), list[Round]()
    confirmed = _confirmed(site)
    while len(rounds) < plan.rounds or confirmed + raw.done < MANY:
        rounds.append(raw(plan.seconds))
    if _confirmed(site) - confirmed != raw.done:
        raise BenchFailed(f"the raw driver confirmed {_confirmed(site) - confirmed} of {raw.done}")
    report.add("confirm: the raw driver's inserts and commits", [one.rate for one in rounds], "/s")


def _compare_counts(site: Installation, report: Report, port: int) -> None:
    """counts.json is what the rows say; it may be some seconds old."""
    from petition.list import recount

    rows = _confirmed(site)

    def shown() -> int:
        return int(json.loads(ask(port, f"/{SIGNED}/counts.json").data)["individuals"])

    wait_until(lambda: shown() == rows, 30, f"counts.json says {shown()} where the rows say {rows}")
    if wrong := site.inside(recount.count_differences):
        raise BenchFailed(wrong[0])
    report.balance(f"counts.json and a recount say {rows:,} individuals, as the rows do")


def _balance(site: Installation, report: Report) -> None:
    """Whoever signed was asked by exactly one mail, and whoever confirmed was told by exactly one."""
    signed = _confirmed(site, "1 = 1")
    for kind, wanted in (("confirm-individual", signed), ("confirmed-individual", _confirmed(site))):
        found = site.number_of("outgoing_mail", f"kind = '{kind}'")
        if found != wanted:
            raise BenchFailed(f"{found} mails ({kind}) for {wanted} endorsements")
        report.balance(f"{found:,} mails ({kind}) for as many endorsements")


def _weigh(report: Report, what: str, rows: int, sent: list[Posts]) -> None:
    """What was answered is there; and what is there was asked for, some of it as the load ended."""
    answered, asked = sum(one.answered for one in sent), sum(one.sent for one in sent)
    if not answered <= rows <= asked:
        raise BenchFailed(f"{what}: {answered} answers, {rows} rows, {asked} sent")
    report.balance(f"{what}: {answered:,} answered, {rows:,} rows (the load ended during {rows - answered})")


def _add(report: Report, found: dict[str, list[Round]]) -> None:
    for name, rounds in found.items():
        if name != "healthz":
            report.add_rounds(name, rounds, ("healthz", found["healthz"]))


def _signatures(site: Installation) -> int:
    time.sleep(0.3)
    return site.number_of("received_form") + site.number_of("endorsement")


def _confirmed(site: Installation, condition: str = "confirmed_at IS NOT NULL") -> int:
    time.sleep(0.3)
    number = site.inside(lambda: int(statement_named(SIGNED).id))
    return site.number_of("endorsement", f"{MINE.format(number)} AND {condition}")


def _post(site: Installation, path: str, body: str) -> None:
    kind = "application/x-www-form-urlencoded"
    answer = site.app.test_client().post(path, base_url=f"https://{HOST}", data=body, content_type=kind)
    if answer.status_code not in (200, 303):
        raise BenchFailed(f"{answer.status_code} on {path.split('/')[1]}")
