"""What is no text is taken off, said by its line, and never lost from the account of all lines."""

from __future__ import annotations

from petition.statements.text import position
from petition.statements.text.tree import Position

BODY = "We swim in the lake.\n\nWe ask:\n\n1. Clean it.\n2. Guard it.\n"
FRONT_MATTER = {
    "YAML": '---\ntitle: "The lake"\ndate: 2026-05-01\ntags:\n  - water\n---\n',
    "YAML that ends in stops": "---\ntitle: The lake\ndate: 2026-05-01\n...\n",
    "YAML that is none": "---\ntitle: The lake: ours\ndate: 2026-05-01\n---\n",
    "TOML": '+++\ntitle = "The lake"\ndate = 2026-05-01\n[params]\nx = 1\n+++\n',
    "JSON": '{\n  "title": "The lake",\n  "date": "2026-05-01"\n}\n',
    "JSON between semicolons": ';;;\n{"title": "The lake", "date": "2026-05-01"}\n;;;\n',
    "header block": "Title: The lake\nDate: 2026-05-01\nTags: water, law\n",
    "header with a long value": "Title: The lake\nSummary: It is\n  a lake\nDate: 2026-05-01\n",
    "Pandoc": "% The lake\n% The swimmers\n% 2026-05-01\n",
    "Org": "#+TITLE: The lake\n#+DATE: 2026-05-01\n",
    "reStructuredText": ":title: The lake\n:date: 2026-05-01\n",
    "behind a comment": "<!-- draft -->\n\n---\ntitle: The lake\ndate: 2026-05-01\n---\n",
}
LEFT_OUT = {
    "a comment": "<!-- not yet -->",
    "a comment over lines": "<!--\nnot yet\n\nnever\n-->",
    "a comment of Liquid": "{% comment %}\nnot yet\n{% endcomment %}",
    "a tag of Jekyll": "{% include share.html url=page.url %}",
    "a shortcode of Hugo": '{{< figure src="/a.png" title="A lake" >}}',
    "a tag of Jinja": "{{ page.meta }}",
    "attributes": "{: .lead #top}",
    "a fence of Pandoc": "::: {.note}",
    "a shortcode of WordPress": "[gallery ids=1,2]",
    "an import of MDX": 'import Form from "../form";',
    "a component of MDX": "<SignatureForm id={3} />",
    "a picture": "![The lake](/lake.jpg)",
    "a picture with a link": "[![The lake](/lake.jpg)](https://a.example)",
    "a picture by reference": "![The lake][lake]\n\n[lake]: /lake.jpg",
    "a picture in HTML": '<img src="/lake.jpg" alt="The lake">',
    "a row of badges": "[![a](b.svg)](c) [![d](e.svg)](f)",
    "a script": "<script>\nvar a = 1;\n</script>",
    "a style": '<style media="all">\np { color: red }\n</style>',
    "a form": "<form><input name=a>\n<button>Sign</button></form>",
    "a table of contents": "[TOC]",
    "a list of places": "## Contents\n\n- [Why](#why)\n- [What](#what)",
    "buttons": "[Share](https://a.example) | [Tweet](https://b.example)",
    "languages": "[English](/en) | [Deutsch](/de) | [Беларуская](/be)",
    "a link definition": "[plan]: https://a.example/plan 'The plan'",
    "empty HTML": '<div class="spacer">\n\n</div>',
}


def told(found: Position) -> tuple[object, ...]:
    return found.title, found.opening, found.introduction, [each.text for each in found.demands], found.closing


def test_it_uses_the_title_and_the_date_of_front_matter() -> None:
    for kind, block in FRONT_MATTER.items():
        found = position.parse(f"{block}\n{BODY}")
        assert (found.title.removesuffix(": ours"), found.date) == ("The lake", "2026-05-01"), kind
        assert found.opening == ("We swim in the lake.",), kind
        assert {line.role for line in found.line_roles if line.number <= block.count("\n")} <= {
            *("front matter", "comment")
        }, kind


def test_it_takes_no_text_for_front_matter() -> None:
    rule = position.parse(f"---\n\nThe lake\n\n{BODY}\n---\n\nAn end.\n")
    assert (rule.title, rule.closing) == ("The lake", ("An end.",))
    letter = position.parse(f"To: The council\nDate: 2026-05-01\nRe: The lake\n\n{BODY}")
    assert "The council" in " ".join((letter.title, *letter.opening))
    names = position.parse("Title\n\nSigned by: Anna Alt\nDate: today\n")
    assert names.date is None


def test_it_leaves_out_what_is_no_text() -> None:
    plain = position.parse(f"# The lake\n\n{BODY}\nThank you.\n")
    for kind, block in LEFT_OUT.items():
        for text in (
            f"{block}\n\n# The lake\n\n{BODY}\nThank you.\n",
            f"# The lake\n\n{BODY}\n{block}\n\nThank you.\n",
        ):
            found = position.parse(text)
            assert told(found) == told(plain), kind
            numbers = [at for at, line in enumerate(text.split("\n"), 1) if line.strip()]
            assert [line.number for line in found.line_roles] == numbers, kind


def test_it_keeps_what_only_looks_like_it() -> None:
    for line in (
        "A comment that <!-- nobody closed",
        "We live < 3 km away and > 2 km from the dam.",
        "Write to <lake@example.org> today.",
        "[Anna Alt] said so.",
        "[1] County report of 2025.",
        "Share the lake with everybody.",
        "{this} is a word in brackets",
    ):
        found = position.parse(f"# The lake\n\n{line}\n\n{BODY}")
        assert found.opening[0] == line


def test_it_tells_of_pictures_in_their_own_words() -> None:
    found = position.parse(f"# The lake\n\n![Ten swimmers](a.png)\n\n{BODY}")
    assert "line 3: picture left out: Ten swimmers" in found.notes


def test_it_writes_the_addresses_of_links_where_they_are_meant() -> None:
    text = "# T\n\nSee [one][a], [two][], [three] and [four][None].\n\n[a]: http://a.example\n[Two]: http://b.example\n[three]: <http://c.example>\n"
    assert position.parse(text).opening == (
        "See [one](http://a.example), [two](http://b.example), [three](http://c.example) and [four][None].",
    )


def test_it_keeps_footnotes_behind_the_text() -> None:
    text = f"# The lake\n\nWe swim.[^1]\n\n[^1]: Since 1950,\n    in all years.\n\n{BODY}\n[^2]: As on the map.\n"
    found = position.parse(text)
    assert found.opening[0] == "We swim.[^1]"
    assert found.closing == ("[^1]: Since 1950, in all years.", "[^2]: As on the map.")
    assert [each.text for each in found.demands] == ["Clean it.", "Guard it."]


def test_it_turns_html_into_the_markdown_it_means() -> None:
    text = (
        "<h1>The lake</h1>\n<p>We <b>swim</b> in <a href='https://a.example'>the lake</a>.<br>All year.</p>\n"
        "<p>We ask:</p>\n<ol>\n<li>Clean it.</li>\n<li>Guard it &amp; care.</li>\n</ol>\n"
        "<h2>Signed by</h2>\n<table><tr><th>Name</th><th>Country</th></tr>\n<tr>\n<td>Swimmers</td>\n<td>Kenya</td>\n</tr></table>\n"
    )
    found = position.parse(text)
    assert found.title == "The lake"
    assert " ".join(found.opening) == "We **swim** in [the lake](https://a.example). All year."
    assert [(each.number, each.text) for each in found.demands] == [("1", "Clean it."), ("2", "Guard it & care.")]
    assert [(each.name, each.country) for each in found.signatories] == [("Swimmers", "Kenya")]


def test_it_leaves_code_as_it_is() -> None:
    found = position.parse("# T\n\n```\n<!-- a -->\n![b](c)\n```\n\nEnd.\n")
    assert "<!-- a -->" in " ".join(found.opening)
