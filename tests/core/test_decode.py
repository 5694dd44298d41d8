"""Texts in encodings that nobody names."""

from __future__ import annotations

import codecs

import pytest

from petition.core.charsets import decode_bytes, decode_with_encoding

WORDS = {
    "Мы, нижеподписавшиеся организации, обращаемся к международному сообществу.": "cp1251 koi8_r iso8859_5 cp866",
    "Мы, арганізацыі, якія падпісалі гэтую заяву, звяртаемся да міжнароднай супольнасці.": "cp1251 iso8859_5",
    "My, niżej podpisane organizacje, zwracamy się do społeczności o otwarcie archiwów i źródeł.": "cp1250 iso8859_2",
    "Wir, die unterzeichnenden Organisationen, fordern: „Öffnet die Archive für alle Bürger“.": "cp1252 mac_roman",
    "Nous, organisations signataires, demandons à la communauté d’ouvrir les archives. Où, ça, été ?": "cp1252",
    "My, níže podepsané organizace, žádáme společenství, aby otevřelo archivy. Příliš žluťoučký kůň.": "cp1250 iso8859_2",
    "Εμείς, οι οργανώσεις που υπογράφουμε, καλούμε τη διεθνή κοινότητα να ανοίξει τα αρχεία.": "cp1253",
    "Biz, aşağıda imzası bulunan kuruluşlar, uluslararası topluluğu arşivleri açmaya çağırıyoruz.": "cp1254",
    "אנו, הארגונים החתומים מטה, קוראים לקהילה הבינלאומית לפתוח את הארכיונים": "cp1255",
    "نحن المنظمات الموقعة أدناه ندعو المجتمع الدولي إلى فتح الأرشيف": "cp1256",
    "Mes, žemiau pasirašiusios organizacijos, kreipiamės į bendruomenę, kad būtų atverti archyvai.": "cp1257",
    "私たち、署名した団体は、国際社会に対し、公文書の公開を求めます。": "cp932 euc_jp iso2022_jp",
    "我們，簽署組織，呼籲國際社會開放檔案。請公開審判。": "big5 gb18030",
    "우리 서명 단체는 국제 사회에 기록 보관소를 열 것을 요청합니다.": "cp949",
}


def test_it_reads_texts_in_the_usual_encodings() -> None:
    for words, encodings in WORDS.items():
        for encoding in [*encodings.split(), "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]:
            text = f"Title\n\n{words}\n"
            assert decode_bytes(text.encode(encoding)) == text, encoding
    assert decode_bytes(codecs.BOM_UTF32_BE + "Так".encode("utf-32-be")) == "Так"
    assert decode_bytes("1. Frei für alle\n".encode("cp1252")) == "1. Frei für alle\n"


def test_it_names_an_encoding_that_it_had_to_guess() -> None:
    assert decode_with_encoding("é".encode())[1] is None
    assert decode_with_encoding("fête".encode("cp1252")) == ("fête", "cp1252")


@pytest.mark.parametrize("data", [b"\x00\x01\x02\xff", b"text\x07", b"\xff\xfe\x00broken", b"a\x00b\x00\xff\xfe\x00"])
def test_it_refuses_what_is_no_text(data: bytes) -> None:
    with pytest.raises(ValueError):
        decode_bytes(data)
