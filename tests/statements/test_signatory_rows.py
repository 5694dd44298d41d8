"""Who signed, in the forms that letters have: each test is one kind of fault that was seen."""

from __future__ import annotations

from petition.statements.text import position
from petition.statements.text.tree import Position

HEAD = "# A letter\n\nThe river is low.\n\n"


def read(text: str) -> Position:
    return position.parse(HEAD + text + "\n")


def names(text: str) -> list[str]:
    return [each.name for each in read(text).signatories]


def test_it_takes_no_link_beside_a_word_of_signing_for_a_heading() -> None:
    for text in (
        "It was [signed](https://example.org/a) by a great many.",
        "[View all signatories](https://example.org/all)",
        "**[See all signatories](https://example.org/all)**",
        "Листа вже [підписали](https://example.org/x) сотні людей та інші",
        "[連署仍在進行](https://example.org/p) / 由小組發起的 [連署](https://example.org/p?x=1) 行動，",
    ):
        found = read(text)
        assert found.signatories == (), text
        assert any("example.org" in block for block in found.opening + found.closing), text
    assert names("## Signatories\n\n- Ann\n- Ben\n\n[All signatories](https://example.org/all)") == ["Ann", "Ben"]


def test_it_looks_for_no_colon_in_the_brackets_of_a_heading() -> None:
    assert names("## Erstunterzeichner:innen (Stand: 3. Mai 2026)\n\n- Brückenverein\n- Schule 12") == [
        "Brückenverein",
        "Schule 12",
    ]


def test_it_takes_the_noun_for_what_was_signed_for_no_asking() -> None:
    for heading in (
        "Las organizaciones que firman este llamado por el agua:",
        "Die Unterzeichnenden dieses Aufrufs:",
        "Sottoscrivono l'appello:",
        "All groups that sign this call for water:",
    ):
        assert names(f"{heading}\n\n- Club One\n- House Two") == ["Club One", "House Two"], heading


def test_it_joins_no_lines_that_are_names() -> None:
    for rows in (
        ["Verein der Nachtfahrer und freunde", "Eva Muster, Lehrerin, Köln", "Ole Probe, Köln"],
        ["Colectivo de vecinas", "Ana Prueba, maestra, Jujuy", "Luis Ensayo, poeta"],
        ["Пример Иван Петрович, доктор наук", "Пробная Анна, МГУ, кафедра", "Клуб читателей"],
        ["Klub nočních", "Dopravní iniciativa (Slovensko)", "Mgr. Eva Vzorová, Ph.D., expertka"],
        ["Comité du pont, France\\", "Écoles en chemin, Suisse\\", "Amis du bac"],
        ["River club;", "House of bread;", "Night library"],
    ):
        assert len(names("Signed by:\n\n" + "\n".join(rows))) == 3, rows


def test_it_joins_a_row_of_names_that_the_page_broke() -> None:
    rows = "Anna Sample, Ben Trial, Cleo Probe, Dee Test,\nEli Muster, Fay Beispiel, Gil Ensayo and\nHal Exemple"
    assert len(names(f"Signed by:\n\n{rows}")) >= 7


def test_it_goes_on_behind_an_odd_row_of_a_list() -> None:
    assert names("Signatories\n\n1. Movement 15.05.2011\n2. House\n3. Club 8 March 2020\n4. Last") == [
        "Movement 15.05.2011",
        "House",
        "Club 8 March 2020",
        "Last",
    ]
    assert names("Signed:\n\n- River club\n- House\n- 3 May 2026\n- Yard\n- Mill") == [
        "River club",
        "House",
        "Yard",
        "Mill",
    ]
    assert names("Signed by:\n\nRiver club\nHouse\n\n[1] See page 5.\n[2] See page 6.") == ["River club", "House"]
    assert names("Signed by:\n\n- River club\n- House\n\nWe also thank:\n\n- Eva Muster") == ["River club", "House"]
    assert names("Signed by:\n\nAda Sample\nBen Trial\n[add your name here]") == ["Ada Sample", "Ben Trial"]
    assert names("签名：\n张三\n开源工友会\n共计1024人") == ["张三", "开源工友会"]
    assert names("gez.\n\nHeinz Muster\nUwe Probe\n\n28 Kommentare") == ["Heinz Muster", "Uwe Probe"]


def test_it_knows_who_backs_and_who_joined_in_many_languages() -> None:
    for heading in (
        "Folgende Organisationen unterstützen den Aufruf:",
        "Getragen von:",
        "Podpisały organizacje:",
        "Podepsáni:",
        "Připojili se:",
        "Deze brief wordt ondersteund door de volgende organisaties:",
        "Endorses as of 19 November:",
        "Endosseurs au 30 avril:",
        "Endossam esta carta:",
        "Se suman:",
        "Aderiscono:",
        "Undertecknande organisationer:",
        "Bakom uppropet står:",
        "Laiškui pritaria:",
        "Destekleyen kurumlar:",
        "К письму присоединились:",
        "Долучилися:",
        "Далучыліся:",
        "ხელმოწერები:",
        "المنظمات المؤيدة:",
        "支持单位：",
        "呼びかけ団体：",
        "The following organisations support this statement:",
    ):
        for rows in ("- Club One\n- House Two", "Club One\nHouse Two"):
            found = read(f"{heading}\n\n{rows}")
            assert [each.name for each in found.signatories] == ["Club One", "House Two"], heading
            assert not found.demands and heading not in found.opening + found.closing, heading


def test_it_takes_the_last_of_two_parts_in_brackets_for_the_country() -> None:
    found = read(
        "Signed:\n\n- Guild (Vilnius, Lithuania)\n- Eva Toets (Natuurpunt, Belgium)\n- 王測試（學者，美國）"
    ).signatories
    assert [(each.name, each.country, each.place or each.organisation or each.role) for each in found] == [
        ("Guild", "Lithuania", "Vilnius"),
        ("Eva Toets", "Belgium", "Natuurpunt"),
        ("王測試", "美國", "學者"),
    ]
    found = read("Signed:\n\n1. 11.11.11, Belgium\n2. Center, U.S.A.\n3. Club (Kenya, Uganda)").signatories
    assert [(each.name, each.country) for each in found] == [
        ("11.11.11", "Belgium"),
        ("Center", "U.S.A."),
        ("Club", "Kenya, Uganda"),
    ]


def test_it_lets_no_farewell_sign() -> None:
    for farewell in (
        "Met hartelijke groet,",
        "Vänligen,",
        "Bien à vous,",
        "Veuillez agréer, Madame, nos salutations.",
        "Le saludan,",
        "Respeitosamente,",
        "In fede,",
        "Łączymy wyrazy szacunku",
        "Saygıyla,",
        "Искренне Ваши,",
        "З пашанай,",
        "Με τιμή,",
        "Yours in solidarity,",
        "Med vennlig hilsen",
        "Terveisin",
        "Üdvözlettel",
        "此致 敬礼",
        "भवदीय,",
        "Trân trọng,",
    ):
        found = read(f"We ask:\n\n1. One.\n2. Two.\n\n{farewell}\nAnna Sample, Reading Club")
        assert [each.name for each in found.signatories] == ["Anna Sample"], farewell
        assert farewell in found.closing and len(found.demands) == 2, farewell


def test_it_publishes_no_private_data_beside_a_name() -> None:
    for taken in (
        "12 Mill Road, Leeds",
        "ul. Długa 5, 00-001 Warszawa",
        "Musterstr. 1, 12345 Ort",
        "12 rue du Pont, 75011 Paris",
        "phone 555-0100",
        "8-800-555-35-35",
        "discord: ned#1234",
        "Signal: fay.07",
        "cy at example dot org",
        "lise (arobase) example.org",
        "olga собака example.ru",
        "oz.example.org",
        "passport AB1234567",
        "DNI 00.000.000",
        "born 3.5.1970",
    ):
        found = read(f"Signed:\n\n- Anna Sample, {taken}\n- River club").signatories
        published = [(each.name, each.role, each.organisation, each.place, each.country) for each in found]
        assert published[0] == ("Anna Sample", None, None, None, None), taken
        assert len(found) == 2 and found[0].contacts, taken
    for kept in ("Article 19", "Street 17", "Via Campesina", "Ecole 42", "Change.org", "Club 1900", "Movement 2011"):
        assert names(f"Signed:\n\n- {kept}\n- River club") == [kept, "River club"]


TABLE = "| {} |\n|---|---|---|---|\n| Ann | Sample | Reading Club | Kenya |\n| Ben | Trial | Mill | Peru |"


def test_it_reads_a_table_that_stands_below_no_heading() -> None:
    for above in ("Kind regards,\n\n", "## Signatories\n\n", "We ask:\n\n1. One.\n2. Two.\n\n"):
        found = read(above + TABLE.format("First name | Surname | Affiliation | Country")).signatories
        assert [(each.name, each.organisation, each.country) for each in found] == [
            ("Ann Sample", "Reading Club", "Kenya"),
            ("Ben Trial", "Mill", "Peru"),
        ], above
    table = "| Organisation | Members |\n|---|---|\n| Mill | 12 |\n| Yard | 13 |\n\n"
    assert names(table + "\n\n".join(["The mills are shut, and nobody knows why."] * 6)) == []


def test_it_puts_the_columns_of_a_name_together_in_many_languages() -> None:
    for heads in ("Vorname | Nachname | Organisation | Land", "Prénom | Nom | Organisme | Pays"):
        assert names("Signed:\n\n" + TABLE.format(heads)) == ["Ann Sample", "Ben Trial"], heads
    for heads in ("Имя | Фамилия | Организация | Страна", "Nombre | Apellidos | Organización | País"):
        assert names("Signed:\n\n" + TABLE.format(heads)) == ["Ann Sample", "Ben Trial"], heads


def test_it_takes_the_organisation_and_not_whom_to_write_to() -> None:
    for head in ("Contact person", "Ansprechperson", "Persona de contacto", "Контактное лицо"):
        table = f"| Organisation | {head} | E-mail |\n|---|---|---|\n| River club | Ann Sample | ann@example.org |"
        assert names("Signed:\n\n" + table) == ["River club"], head


def test_it_finds_countries_by_what_is_in_a_column() -> None:
    found = read(
        "Signed:\n\n|  |  |  |\n|---|---|---|\n| 1 | Mill | A house of bread. |\n| 2 | Yard | Kenya |"
    ).signatories
    assert [(each.name, each.country) for each in found] == [("Mill", None), ("Yard", "Kenya")]


def test_it_reads_names_with_addresses_on_lines_of_their_own() -> None:
    found = read(
        "Unterzeichnende:\n\nRadgruppe Tal, rad@example.org\nElternbeirat (Tel. 01234 / 567890)\nHaus e. V. – www.example.org"
        "\n\nPressekontakt: Jana Muster, jana@example.org"
    )
    assert [each.name for each in found.signatories] == ["Radgruppe Tal", "Elternbeirat", "Haus e. V."]
    assert found.closing == ("Pressekontakt: Jana Muster, jana@example.org",)
    assert names("Signatories:\n\nAnn Sample\nBen Trial\n\nWrite to us: office@example.org") == [
        "Ann Sample",
        "Ben Trial",
    ]


def test_it_reads_names_in_turn_with_what_people_do() -> None:
    found = read(
        "Supporters:\n\nThomas Muster\nLehrer, Köln\nAnna Probe\nÄrztin\nMaria Beispiel\nRechtsanwältin"
    ).signatories
    assert [each.name for each in found] == ["Thomas Muster", "Anna Probe", "Maria Beispiel"]
    found = read(
        "Yours sincerely,\n\nHead of the Guild          A.B. Sample\nDirector of the Mill       C.D. Trial"
    ).signatories
    assert [(each.name, each.role) for each in found] == [
        ("A.B. Sample", "Head of the Guild"),
        ("C.D. Trial", "Director of the Mill"),
    ]


def test_it_parts_organisations_in_one_line() -> None:
    line = "Wood League, Young Wood (Czechia), Citizens for Trees, Doctors in Green"
    for text in (f"**Signed:**\n{line}", f"Signed: {line}"):
        assert names(text) == ["Wood League", "Young Wood", "Citizens for Trees", "Doctors in Green"], text
    many = ", ".join(f"Good Club Number{at}" for at in range(600))
    assert len(names(f"Signed: {many}")) == 600
    assert names("Signed:\n\n- Walkers[^m]\n- Mill\n\n[^m]: Since May.") == ["Walkers", "Mill"]


def test_it_takes_the_line_above_names_for_their_heading() -> None:
    found = read("Tiuj organizoj:\n\nRiver Club (Kenya)\nHouse of Bread\nMill\n")
    assert len(found.signatories) == 3 and found.opening == ("The river is low.",)
    found = read("Organizations\nRiver club\nMill (Peru)\n\nIndividuals\nAnn Sample\nBen Trial")
    assert [(each.name, each.kind) for each in found.signatories] == [
        ("River club", "organisation"),
        ("Mill", "organisation"),
        ("Ann Sample", "individual"),
        ("Ben Trial", "individual"),
    ]
    assert names(
        "We ask:\n\n1. One.\n2. Two.\n\nSincerely,\n\nChee Sample\n\nCc: Maria Muster, UN\nOle Muster, UN"
    ) == ["Chee Sample"]


def test_it_reads_parts_of_a_roll_in_tables_and_below_a_farewell() -> None:
    found = read(
        "*Organizaciones Internacionales y Regionales*\n\n| | |\n|---|---|\n| 1 | Mill Network |\n| 2 | Yard |\n\n"
        "*Organizaciones Nacionales*\n\n| | | |\n|---|---|---|\n| 3 | River club | Perú |\n| 4 | 11.11.11 | Bélgica |"
    )
    assert [(each.name, each.country) for each in found.signatories] == [
        ("Mill Network", None),
        ("Yard", None),
        ("River club", "Perú"),
        ("11.11.11", "Bélgica"),
    ]
    found = read(
        "We urge the bank to:\n\n(a) stop the loan;\n\n(b) meet the villages.\n\nYours sincerely,\n\nInternational:\n"
        "1. River Ear\n2. Fish Club\n\nNepal:\n3. Six Villages\n4. House of Bread"
    )
    assert [each.name for each in found.signatories] == ["River Ear", "Fish Club", "Six Villages", "House of Bread"]
    assert [each.number for each in found.demands] == ["a", "b"] and found.closing == ("Yours sincerely,",)


def test_it_lets_no_words_about_signing_sign() -> None:
    for words in (
        "聯署簽名的民眾有來自：菲律賓馬尼拉、美國邁阿密、芝加哥。",
        "Those who signed said: it is time to act, to plant and to wait.",
    ):
        assert names(words) == [], words
    found = read(
        "With urgency,\n\n**333 total signers as of 11 am, January 26th.**\n\nAnn Sample, Professor of Law\n\n"
        "Ben Trial, Teacher\n\n**Endnotes**\n\nA first note on the river."
    )
    assert [each.name for each in found.signatories] == ["Ann Sample", "Ben Trial"]
    assert names("Sincerely,\n\nChee Sample, on behalf of the Third Network\nTetteh Probe, on behalf of the Mill") == [
        "Chee Sample",
        "Tetteh Probe",
    ]
    assert names(
        "Письмо подписали:\n\nПример Иван, канд. биол. наук, МГУ\nПробная Анна\nСбор подписей продолжается."
    ) == [
        "Пример Иван",
        "Пробная Анна",
    ]


def test_it_lets_nothing_sign_that_is_only_listed() -> None:
    for text in (
        "We support:\n\n- open rivers\n- clean mills",
        "Wir unterstützen diesen Aufruf:\n\n- Öffnet die Flüsse\n- Schließt die Mühlen",
        "Мы поддерживаем:\n\n- открытые реки\n- чистые мельницы",
        "Promuoviamo:\n\n- Acqua\n- Pane",
        "Destekliyoruz:\n\n- Açık nehirler\n- Temiz su",
        "Join us:\n\n- Berlin\n- Paris",
        "The bill is backed by the following facts:\n\n- Rivers fell\n- Mills closed",
        "支持机构改革：\n\n- 开放\n- 透明",
        "The facts:\n\nRivers are low\nMills are shut\nBread is dear",
        "| Name | Cost |\n|---|---|\n| Mill | 12 |",
        "Costs:\n\n| Organisation | Country |\n|---|---|\n| Mill | Peru |",
    ):
        assert names(text) == [], text


def test_it_reads_names_that_each_end_in_a_separator() -> None:
    for sign in (";", ",", "；"):
        found = position.parse(
            f"Title\n\nText.\n\nSignatories\n\nHarbour Circle{sign}\nOpen Doors{sign}\nTram Friends\n"
        )
        assert [one.name for one in found.signatories] == ["Harbour Circle", "Open Doors", "Tram Friends"]
        assert found.opening == ("Text.",)
