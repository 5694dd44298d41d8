"""Search among listed people: by the beginning of any word, in every script, and only among what is shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, text, update

import cost
import make
import make_public
import make_watch
import stored
from make_public import LIST
from page import CheckedClient
from petition import jobs
from petition.core.db import db, truncate_wal
from petition.core.text import fold_text
from petition.list.queries import individuals, leads
from petition.list.queries.individuals import Turn, browse_individuals, find_individuals
from petition.list.queries.leads import ListFilters
from petition.signing import queries as endorsements
from petition.signing import tallying
from petition.signing.decide import actions as decisions
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.listed_word import ListedWord, WordBacklog
from petition.signing.own import actions as own
from petition.signing.own import erasure
from petition.signing.search import search_key
from petition.signing.word_index import has_all_words
from petition.statements.models import Statement

pytestmark = pytest.mark.both_databases

FOUND = {
    "Алесь Ўладзіміравіч Новік": ("алесь", "Нов", "novik ales", "уладз", "НОВІК"),
    "Ґалаґан Єва Їжакевич": ("ґалаґан", "Єва", "їжак", "ieva", "їжакевич єва"),
    "Παύλος Ουράνης": ("παυλ", "Ουράνης", "ouran"),
    "مُحَمَّد الأمين": ("محمد", "الأمين", "أمين", "امين محمد"),
    "דָּוִד כהן": ("דוד", "כהן דוד", "דָּוִד"),
    "王小明": ("王", "王小", "小明", "明", "王小明", "wangxiao", "xiaoming"),
    "山田花子": ("山田", "花子", "田花"),
    "やまだ たろう": ("やまだ", "たろう", "ろう"),
    "김철수": ("김", "철수", "김철수"),
    "สมชาย ใจดี": ("สมชาย", "ชาย", "ใจดี", "ใจ สม"),
    "ສົມພອນ ແສງ": ("ສົມພອນ", "ພອນ"),
    "သန်းရွှေ": ("သန်း", "ရွှေ"),
    "გიორგი ბერიძე": ("გიორგ", "ბერიძე გიორგი", "beridze"),
    "İpek Yıldız": ("ipek", "İPEK", "yıldız", "yildiz ipek"),
    "Nguyễn Thị Đào": ("nguyen", "thị", "dao nguyen", "Nguyễn Đào"),
    "नरेन्द्र मोदी": ("नरेन्द्र", "मोदी", "modi"),
    "Seán O’Neill-Smith": ("o'neill", "O’Neill", "neill", "smith sean", "oneill"),
    "Aino d'Artagnan": ("artagnan", "d’art", "dartagnan"),
    "Jean_Luc 3rd": ("jean_luc", "3rd"),
}
HOSTILE = (
    '"', "'", "''", "\\", "%", "%%", "_", "*", "vera*", "NOT vera", "vera OR 1=1", "name:vera", "col:", "^vera", "NEAR(a b)",
    "(", ")", "-vera", "+vera", "vera AND", "\u0301\u0302", "🙂", "👩‍👩‍👧", "\x00", "ve\x00ra", "\U0010ffff", "\ufffe", "' OR ''='",
    "a" * 5000, "a " * 500, "王" * 300, "../", "<script>", "{{7*7}}", "\t\n", "&" * 90, "𝒱ℯ𝓇𝒶", "１２", "ß", "ﬃ", "ـ",
)  # fmt: skip


def found(q: str, **wanted: object) -> list[str]:
    statement_id = db.session.scalars(select(Statement.id).order_by(Statement.id)).first()
    assert statement_id is not None
    return [row.name for row in find_individuals(statement_id, q, **wanted).rows]  # type: ignore[arg-type]


def words_of(endorsement_id: int) -> set[str]:
    return set(db.session.scalars(select(ListedWord.word).where(ListedWord.endorsement_id == endorsement_id)))


def test_it_finds_each_word_in_every_script(app: Flask) -> None:
    statement = make.statement()
    for number, name in enumerate(FOUND):
        make_watch.comes(statement, number, name=name)
    make_watch.comes(statement, 90, name="Zzz Other")
    for name, queries in FOUND.items():
        for q in queries:
            # By the index, and along the list as it is gone where a word is in very many names.
            assert name in found(q), q
            assert found(q, few=0) == found(q), q
    assert found("小") == ["王小明"] and found("novik yva") == []


def test_it_finds_the_beginning_of_a_word_and_no_other_part(app: Flask) -> None:
    statement = make.statement()
    make_watch.comes(statement, 1, name="Vera Kowalska")
    make_watch.comes(statement, 2, name="Kowal Vera Anna")
    assert sorted(found("kowal")) == ["Kowal Vera Anna", "Vera Kowalska"]
    assert found("kowals vera") == found("vera kowals") == ["Vera Kowalska"]
    assert found("owalska") == found("kowalskaa") == found("era") == []


def test_it_takes_whatever_is_typed(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    make_watch.comes(statement, 1, name="Vera Kowalska")
    for typed in HOSTILE:
        for kind in ("individuals", "comments", "organisations"):
            answer = client.get(LIST, query_string={"kind": kind, "q": typed})
            assert answer.status_code in (200, 414), typed
    for typed in ("%", "*", '"', "🙂", "\u0301", "col:", "' OR ''='"):
        assert found(typed) == [], typed
    assert found("vera*") == found("(vera") == found("ve\x00ra") == ["Vera Kowalska"]


@pytest.mark.parametrize("act", ["hide", "withhold", "initials", "correct", "withdraw", "erase", "bulk", "delete"])
def test_it_forgets_a_name_at_once_that_is_not_shown(app: Flask, database_url: str, tmp_path: Path, act: str) -> None:
    statement, by = make.statement(), make.coordinator().id
    made = make_watch.comes(statement, 1, name="Quillon Vexler")
    make_watch.comes(statement, 2, name="Vera Kowalska")
    assert found("vexl") == ["Quillon Vexler"] and words_of(made.id) == {"quillon", "vexler"}
    held = endorsements.lock_endorsement(made.id)
    shown = ("shown_name", "shown_key", "shown_beside", "shown_comment", "shown_country")
    {
        "hide": lambda: decisions.hide_name(held, "Danger", by=by),
        "withhold": lambda: own.choose_visibility(held, "withheld"),
        "initials": lambda: own.choose_visibility(held, "initials"),
        "correct": lambda: own.correct_details(held, {"name": "Zofia", "affiliation": None, "comment": None}),
        "withdraw": lambda: own.withdraw_signature(held),
        "erase": lambda: erasure.erase_endorsement(held),
        "bulk": lambda: db.session.execute(update(Endorsement).values(dict.fromkeys(shown))),
        "delete": lambda: db.session.execute(delete(Endorsement).where(Endorsement.id == made.id)),
    }[act]()
    db.session.commit()
    assert found("vexl") == found("quillon vexler") == []
    assert words_of(made.id) == {"initials": {"q.v.", "v."}, "correct": {"zofia"}}.get(act, set())
    db.session.remove()
    truncate_wal()
    kept = stored.stored(str(app.config["SQLALCHEMY_DATABASE_URI"]), tmp_path)
    assert b"vexler" not in kept.lower() and b"listed_word" in kept


def test_it_finds_shown_initials_by_any_that_follow_one_another(app: Flask) -> None:
    statement = make.statement()
    make_watch.comes(statement, 1, name="Anna Karp Smith", visibility="initials")
    make_watch.comes(statement, 2, name="K. S. Byatt")
    make_watch.comes(statement, 3, name="Karl Smith")
    for few in (0, leads.FEW):
        assert found("A. K. S.", few=few) == ["A. K. S."]
        assert sorted(found("K. S.", few=few)) == ["A. K. S.", "K. S. Byatt"]
        assert found("A. S.", few=few) == found("S. K.", few=few) == []
        assert sorted(found("k byatt", few=few)) == ["K. S. Byatt"]


def test_it_indexes_names_that_were_listed_before(app: Flask) -> None:
    statement = make.statement()
    ids = make_watch.rows(statement, 30)
    make_watch.comes(statement, 90, name="王小明")
    make_watch.comes(statement, 91, name="Karl Smith", visibility="initials")
    before = db.session.execute(select(ListedWord.word, ListedWord.endorsement_id)).all()
    db.session.execute(update(Endorsement).where(Endorsement.shown_name == "王小明").values(shown_key="王小明"))
    db.session.execute(delete(ListedWord))
    last = db.session.scalar(select(func.max(Endorsement.id))) or 0
    db.session.add(WordBacklog(below_id=last + 1))
    db.session.commit()
    oldest = make_watch.name(0)
    assert not has_all_words()
    assert found(oldest.split()[1]) == [oldest], "also meanwhile"
    steps = iter(jobs.find_job("index-names").steps())
    assert next(steps) > 0
    db.session.commit()
    # Whoever goes meanwhile stays away.
    own.choose_visibility(endorsements.lock_endorsement(ids[0]), "withheld")
    db.session.commit()
    assert sum(steps) >= 0
    db.session.commit()
    assert has_all_words() and words_of(ids[0]) == set()
    after = db.session.execute(select(ListedWord.word, ListedWord.endorsement_id)).all()
    assert set(map(tuple, after)) == {tuple(one) for one in before if one.endorsement_id != ids[0]}
    assert found("小明") == ["王小明"] and found("K. S.") == ["K. S."]


@pytest.mark.parametrize(
    "wanted",
    [
        ListFilters(q="vera"),
        ListFilters(q="v"),
        ListFilters(q="vera", by_name=True),
        ListFilters(q="vera", country="BY"),
        ListFilters(q="a", country="BY", by_name=True),
        ListFilters(country="BY", by_name=True),
    ],
    ids=["day", "letter", "name", "country", "country by name", "no words"],
)
def test_it_finds_the_same_by_the_index_and_along_the_list(
    app: Flask, monkeypatch: pytest.MonkeyPatch, wanted: ListFilters
) -> None:
    monkeypatch.setattr(individuals, "PAGE", 5)
    statement = make.statement()
    make_watch.rows(statement, 70)
    make_public.second_edition(statement)
    make_watch.rows(statement, 40, at=make_watch.now())
    pages: dict[int, list[list[str]]] = {}
    for few in (0, leads.FEW):
        page = browse_individuals(statement.id, wanted, Turn(), few=few)
        pages[few] = [[row.name for row in page.rows]]
        total = page.found
        while page.next is not None:
            page = browse_individuals(statement.id, wanted, Turn(after=page.next), few=few)
            pages[few].append([row.name for row in page.rows])
        assert total == sum(map(len, pages[few]))
        assert page.previous is not None
        back = browse_individuals(statement.id, wanted, Turn(before=page.previous), few=few)
        assert [row.name for row in back.rows] == pages[few][-2]
    assert pages[0] == pages[leads.FEW] and len(pages[0]) > 1


def test_it_reads_no_more_for_a_miss_than_for_a_hit(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(individuals, "PAGE", 5)
    statement = make.statement()
    taken: dict[str, list[int]] = {}
    for number in (700, 3_500):
        make_watch.rows(statement, number)
        while tallying.fold_tally():
            db.session.commit()
        if db.engine.dialect.name == "postgresql":
            db.session.execute(text("ANALYZE"))
        db.session.commit()
        for q in ("nobody", make_watch.name(3).split()[1], "a"):
            find_individuals(statement.id, q, few=40, looks_at=100)
            with cost.counted() as done:
                find_individuals(statement.id, q, few=40, looks_at=100)
            taken.setdefault(q, []).append(sum(done))
    miss, hit = taken["nobody"], taken[make_watch.name(3).split()[1]]
    assert miss[1] <= 2 * hit[1] and hit[1] <= 1.3 * hit[0] + 100, taken
    # So many have a word that begins so that they are found along the list.
    assert taken["a"][1] <= 1.3 * taken["a"][0] + 100, taken


def test_it_puts_those_together_who_have_several_common_words(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    statement = make.statement()
    make_watch.comes(statement, 1, name="Vera Taras")
    make_watch.rows(statement, 400)
    wanted = ListFilters(q="taras vera")
    page = browse_individuals(statement.id, wanted, Turn(), looks_at=60, few=10)
    assert ([row.name for row in page.rows], page.is_cut, page.found) == (["Vera Taras"], False, 1)
    by_name = browse_individuals(statement.id, ListFilters(q="vera", by_name=True), Turn(), looks_at=60, few=10)
    assert [row.name.split()[0] for row in by_name.rows] == ["Vera"] * len(by_name.rows) and not by_name.is_cut
    monkeypatch.setattr(leads, "MOST", 20)
    page = browse_individuals(statement.id, wanted, Turn(), looks_at=60, few=10)
    assert (page.is_cut, page.found) == (True, None), "too many to put together: along the list, a stretch a page"


def test_it_keeps_the_fold_of_older_keys_and_its_words_apart() -> None:
    assert fold_text("मोदी") != search_key("मोदी").split()[0] == "मोदी"
    assert search_key("王小明") == "王小明 wangxiaoming 小明 xiaoming 明 ming"
    assert search_key("O’Neill") == "oneill neill"
    assert len(search_key("北京大学国际关系学院" * 40)) <= 400
