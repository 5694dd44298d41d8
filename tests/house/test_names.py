"""House rule 19, as far as a machine can keep it: how modules, classes and functions are named, and no façades."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "petition"


def word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that are no name by themselves. What stands in a name of several words is judged by its first and last word.
ADVERBS = word_set(
    "again along also aside away back besides elsewhere ever everywhere far freshly further here instead lately later "
    "meanwhile near never now often once otherwise soon still then there together twice well yet"
)
PREPOSITIONS = word_set(
    "about above across after against around at before behind below beside between beyond by down during for from in "
    "inside into near of off on out outside over since through to toward under until up upon with within without"
)
PRONOUNS = word_set("all anybody anything each every everybody everything nothing others somebody something")
PARTICIPLES = word_set(
    "begun born bound brought built chosen done drawn driven fallen felt forgotten found given gone grown heard held hidden "
    "kept known laid lain led left lent lost made meant met overdue paid put said seen sent set shown sought spelt spent "
    "spoken spread stood stuck sworn taken taught thought told understood undone withdrawn withheld won written"
)
# Said of what comes after them they may end a name ("rows_of", "stage_at"); these say nothing there.
LAST = (ADVERBS | PREPOSITIONS) - word_set("about after at before between by for from of on to with")
# A word ending like a participle that is none, or that the field uses as a noun or as an adjective by itself.
WORDS_IN_ED = word_set("embed exceed feed heed need proceed read seed shed speed")
# A verb that the field writes with its particle.
PARTICLE_VERBS = word_set(
    "sign_in sign_out sign_up carry_over roll_up back_up set_up clean_up look_up wake_up opt_in opt_out time_out "
    "turn_on turn_off give_up"
)
# Names that others gave: a library calls them, or the web does.
GIVEN = word_set("now received")
# Conversions and wrappers begin like this everywhere in Python.
CONVERSIONS = ("to_", "from_", "as_", "with_", "without_", "on_")


def is_participle(word: str) -> bool:
    return word in PARTICIPLES or (len(word) > 4 and word.endswith("ed") and word not in WORDS_IN_ED)


def words_of(name: str) -> list[str]:
    name = name.strip("_")
    if "_" not in name and name[:1].isupper():
        return [one.lower() for one in re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*", name)]
    return [one for one in name.lower().split("_") if one]


def is_private_word(name: str) -> bool:
    """Whether a stranger could not guess from a name what it is."""
    words, plain = words_of(name), name.strip("_")
    if not words or plain in GIVEN or name.startswith("__"):
        return False
    if len(words) == 1:
        return words[0] in ADVERBS | PREPOSITIONS | PRONOUNS or is_participle(words[0])
    if words[0] in PREPOSITIONS and not plain.startswith(CONVERSIONS):
        return True
    return words[-1] in LAST and "_".join(words[-2:]) not in PARTICLE_VERBS


def names(path: Path) -> list[str]:
    tree = ast.parse(path.read_text())
    defined = [
        node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    ]
    return [path.stem if path.stem != "__init__" else path.parent.name, *defined]


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def test_it_names_things_with_words_that_a_stranger_guesses() -> None:
    private = {
        f"{path.relative_to(ROOT)}: {name}" for path in modules() for name in names(path) if is_private_word(name)
    }
    assert sorted(private) == []


def is_module(dotted: str) -> bool:
    path = ROOT.joinpath(*dotted.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def passed_on(source: str) -> list[str]:
    """What the ``__init__`` of a package offers that another module defines; modules themselves and blueprints may be."""
    found = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "petition":
            found += [
                one.name for one in node.names if not is_module(f"{node.module}.{one.name}") and one.name != "blueprint"
            ]
    return found


def test_it_has_no_packages_that_pass_on_the_names_of_their_modules() -> None:
    wiring = {PACKAGE / "__init__.py", PACKAGE / "config" / "__init__.py"}
    facades = {
        f"{path.relative_to(ROOT)}: {passed_on(path.read_text())}"
        for path in PACKAGE.rglob("__init__.py")
        if path not in wiring and passed_on(path.read_text())
    }
    assert sorted(facades) == []


def test_it_notices_a_private_word() -> None:
    refused = (
        "again",
        "beside",
        "sought",
        "_told",
        "Lies2Held",
        "put_in",
        "ask_in_again",
        "Held",
        "listed",
        "of_statement",
        "meanwhile",
    )
    assert [name for name in refused if not is_private_word(name)] == ["Lies2Held"]
    allowed = (
        "sign_in",
        "to_json",
        "rows_in_reach",
        "add_founding_signatories",
        "locked_rows",
        "signatories_of",
        "carry_over",
        "OpenedLink",
    )
    assert [name for name in allowed if is_private_word(name)] == []
