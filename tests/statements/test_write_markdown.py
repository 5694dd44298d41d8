"""Whatever a document holds, its words are read back from the Markdown that is written, formatted or not."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from petition.statements.sources.document import Document, Paragraph, Run
from petition.statements.sources.markdown import write_markdown
from petition.statements.text.prose import plain_text

LETTERS = st.text(alphabet="ab *_`[]()<>&;#\\!:/|~^$-1.иé«»", min_size=1, max_size=25)
RUNS = st.builds(Run, LETTERS, st.booleans(), st.booleans(), st.sampled_from(["", "https://x.example/a_(b)"]))


def words(text: str) -> str:
    return " ".join(text.split())


@settings(max_examples=300, deadline=None)
@given(st.lists(RUNS, min_size=1, max_size=4))
def test_it_writes_words_that_read_back(runs: list[Run]) -> None:
    text = words("".join(run.text for run in runs))
    written = write_markdown(Document([Paragraph(runs)])).strip()
    assert plain_text(written) == text


@settings(max_examples=300, deadline=None)
@given(LETTERS)
def test_it_writes_plain_words_as_they_are_where_it_can(text: str) -> None:
    written = write_markdown(Document([Paragraph([Run(text)])])).strip()
    assert plain_text(written) == words(text)
    if not set(text) & set("\\*_`[<&#>~|"):
        assert written == words(text)
