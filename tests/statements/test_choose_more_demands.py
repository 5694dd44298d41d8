"""Which list is taken for the demands where reasons, goals, farewells and supporters stand beside it."""

from __future__ import annotations

from petition.statements.text import position

START = "# The mill\n\nThe mill has stood still since May.\n\n"


def read(text: str) -> list[tuple[str, str]]:
    """Number and text of each demand at the top."""
    return [(demand.number, demand.text) for demand in position.parse(START + text).demands]


def test_it_takes_the_list_behind_who_asks_not_behind_what_must_be() -> None:
    introductions = {
        "The new plan must serve everybody:": "We therefore urge the council to work for a plan that must:",
        "O plano deve servir a todos:": "Por isso instamos o governo a um mandato que deve:",
        "Der Plan muss allen dienen:": "Deshalb fordern wir vom Rat einen Plan, der dies leisten muss:",
        "План павінен служыць усім:": "Таму мы заклікаем раду зрабіць тое, што яна павінна:",
    }
    for goals, asking in introductions.items():
        found = read(f"{goals}\n\n1. Water.\n\n2. Bread.\n\n{asking}\n\n- open the gate;\n- count the sacks.\n")
        assert found == [("1", "open the gate;"), ("2", "count the sacks.")], goals
    assert read("The plan must serve everybody:\n\n1. Water.\n2. Bread.\n") == [("1", "Water."), ("2", "Bread.")]


def test_it_takes_no_reasons() -> None:
    introductions = (
        "We call on everybody to sign because:",
        "Nous demandons à chacun de signer car :",
        "Pedimos a todos que firmen porque:",
        "Wir fordern einen neuen Plan, weil:",
        "Wzywamy radę do zmiany planu, ponieważ:",
        "Мы призываем изменить план, потому что:",
        "Мы заклікаем змяніць план, таму што:",
        "**We demand a new plan for the following reasons:**",
    )
    for introduction in introductions:
        for bullet in ("- ", "1. "):
            found = position.parse(f"{START}{introduction}\n\n{bullet}The water is low.\n{bullet}The bread is dear.\n")
            assert not found.demands, introduction
            assert found.opening[-1].endswith("The bread is dear."), introduction
    for word in ("Because", "Porque", "Parce que", "Weil", "Потому что", "Ponieważ", "Бо"):
        assert not read(f"We ask for help.\n\n- {word} the water is low.\n\n- {word} the bread is dear.\n"), word


def test_it_takes_items_that_only_begin_like_reasons() -> None:
    assert len(read("We ask for:\n\n- Car sharing\n- Car-free Sundays\n")) == 2
    assert len(read("We ask the council:\n\n1. Why was it closed?\n2. Why does nobody answer?\n")) == 2


def test_it_ends_a_list_at_the_farewell() -> None:
    found = position.parse(
        f"{START}We ask you to:\n\n(a) stop the loan;\n\n(b) meet the village.\n\nYours sincerely,\n\n"
        "International:\n1. River Ear\n2. Fish Friends\n\nNepal:\n3. Six Villages\n"
    )
    assert [(each.number, each.text, each.demands) for each in found.demands] == [
        ("a", "stop the loan;", ()),
        ("b", "meet the village.", ()),
    ]


def test_it_takes_no_supporters() -> None:
    headings = (
        "The following organisations support this call:",
        "These clubs have endorsed our appeal:",
        "Folgende Vereine unterstützen den Aufruf:",
        "Las siguientes organizaciones apoyan este llamamiento:",
        "Ces associations soutiennent cet appel :",
        "Гэтыя суполкі падтрымліваюць заклік:",
        "Этот призыв поддерживают:",
        "Ten apel popierają:",
    )
    for heading in headings:
        for bullet in ("- ", "1. "):
            assert not read(f"{heading}\n\n{bullet}Club One\n{bullet}House Two\n"), heading
    introductions = (
        "We support the mill and call on the council to:",
        "We support the people and demand:",
        "We join the call for peace and ask you to:",
        "We endorse the following recommendations:",
        "We, who sign this letter, demand:",
        "Мы поддерживаем следующие требования:",
    )
    for introduction in introductions:
        assert len(read(f"{introduction}\n\n- open it\n- pay for it\n")) == 2, introduction


def test_it_reads_words_that_only_number() -> None:
    two = [("1", "Open it."), ("2", "Close it.")]
    for label in ("Article {}", "§ {}", "**Article {}**", "## Article {}", "### § {}", "Артыкул {}"):
        one, other = label.format(1), label.format(2)
        assert read(f"We agree:\n\n{one}\n\nOpen it.\n\n{other}\n\nClose it.\n") == two, label
    assert read("Wir fordern:\n\n§ 1 Open it.\n\n§ 2 Close it.\n") == two
    assert read("We saw it in\nArticle 1\nof the old law.\n") == []


def test_it_counts_what_the_author_left_to_be_counted() -> None:
    for number in ("0", "1"):
        assert [each[0] for each in read(f"We ask:\n\n{number}. A.\n{number}. B.\n{number}. C.\n")] == ["1", "2", "3"]
    assert [each[0] for each in read("We ask:\n\n0. A.\n1. B.\n")] == ["0", "1"]
    assert read("We ask:\n\n- [ ] Water\n- [x] Bread\n") == [("1", "Water"), ("2", "Bread")]


def test_it_knows_who_holds_something_necessary() -> None:
    introductions = (
        "Мы считаем необходимым:",
        "Мы лічым неабходным:",
        "Ми вважаємо необхідним:",
        "Wir halten für notwendig:",
        "Uważamy za konieczne:",
    )
    for introduction in introductions:
        assert read(f"{introduction}\n\n- water\n- bread\n") == [("1", "water"), ("2", "bread")], introduction


def test_it_notes_labels_between_demands() -> None:
    for label in ("**Cabinet:**", "**Cabinet**:", "__Cabinet__", "## Cabinet"):
        found = position.parse(f"{START}We demand:\n\n1. One.\n2. Two.\n\n{label}\n\n3. Three.\n4. Four.\n")
        assert [demand.text for demand in found.demands] == ["One.", "Two.", "Three.", "Four."], label
        assert len(found.demands[1].paragraphs) == 1, label
        assert any("a heading between demands was kept as a paragraph" in note for note in found.notes), label
    found = position.parse(f"{START}We demand:\n\n1. One.\n\n**This matters.**\n\n2. Two.\n")
    assert not any("a heading" in note for note in found.notes)
