"""What stands above the title of a letter or in its place: subject, addressee, date, the words "open letter"."""

from __future__ import annotations

import re

LONGEST = 300
# Lines among the first that may belong to the head of a letter.
LAST_LINE = 20
SUBJECT = re.compile(
    r"(?i)[*_]{0,2}(?:subject|re|betreff|betr\.|betrifft|objet|asunto|assunto|oggetto|assumpte|тема|тэма|предмет|"
    r"dotyczy|temat|onderwerp|betreft|ämne|emne|věc|předmět|vec|tema|aihe|konu|tárgy|subiect|θέμα|件名|主题|主題|主旨|"
    r"제목|الموضوع|موضوع|נושא)"
    r"[*_]{0,2}\s?[:：][*_]{0,2}\s*(.{3,})"
)
LABELLED = re.compile(
    r"(?i)[*_]{0,2}(?:to|cc|bcc|from|date|attn|an|von|datum|à|de|copie|date|para|fecha|data|cc|al|da|кому|от|"
    r"копия|дата|"
    r"каму|ад|копія|від|do|od|kopia|aan|van|till|från|komu|kopie|na vědomí|k rukám|kime|收件人|宛先|日期|إلى|"
    r"من)[*_]{0,2}\s?[:：](?:\s|$|[*_])"
)
ADDRESSEE = re.compile(
    r"(?i)(?:to (?:the|our|all|his|her|mr|ms|mrs|dr)\b|an (?:den|die|das|alle|herrn|frau)\b|aux? |à (?:l['’]|"
    r"la |monsieur|madame|m\. )|"
    r"al (?:señor|pres|min|alcald|gob|sindac|gov|cons|pueblo)\w*|a la |a los |a las |ao |aos |às |alla |"
    r"do (?:pan|mini|prez|rad|wójt|burm|mar|sejm)\w*|"
    r"sz(?:anown\w+|\.)? ?p(?:an\w*|\.)|pani? (?:prez|prem|min|dyr|burm|marsz|woj|pos)\w*|"
    r"mr\.? |mrs\.? |ms\.? |dr\.? |sr\.|sra\.|señora? |senhora? |herrn |frau |herr |monsieur|madame|mgr\. |"
    r"aan (?:de|het)\b|"
    r"президент[уа] |прэзідэнту |министру |міністру |голові |председателю |старшыні |губернатору |мэру |кіраўні|"
    r"(?:h\.e\.|his|her) excellency|the (?:\w+ )?(?:minister|president|mayor|secretary|governor|director|"
    r"chair\w*|honou?rable)\b)|"
    r".{1,60}(?:殿|様|御中|阁下|閣下|귀하)$"
)
KICKER = re.compile(
    r"(?i)[*_]{0,2}(?:(?:an )?open letter|public letter|joint (?:statement|letter)|statement|press release|"
    r"petition|call to action|"
    r"адкрыты ліст|открытое письмо|відкритий лист|заява|заявление|зварот|обращение|звернення|пресс-релиз|"
    r"offener brief|erklärung|gemeinsame erklärung|pressemitteilung|aufruf|lettre ouverte|"
    r"communiqué(?: de presse| commun)?|tribune|"
    r"carta abierta|comunicado(?: conjunto)?|carta aberta|lettera aperta|comunicato|list otwarty|oświadczenie|"
    r"apel|open brief|öppet brev|"
    r"åpent brev|åbent brev|otevřený dopis|otvorený list|avoin kirje|atviras laiškas|açık mektup|nyílt levél|"
    r"scrisoare deschisă|"
    r"公开信|公開信|声明|聲明|共同声明|要望書|公開質問状|公開書簡|"
    r"공개서한|성명서|رسالة مفتوحة|بيان|نامه سرگشاده|מכתב גלוי)[*_]{0,2}[.:：]?"
)


def find_subject(text: str) -> str:
    """The words behind "Subject:", or ""."""
    found = SUBJECT.fullmatch(text) if len(text) <= LONGEST else None
    return found[1].strip() if found else ""


def is_head_line(text: str) -> bool:
    """Whether a line has a label of a letter's head, such as "To:" or "Subject:", in front."""
    return bool(find_subject(text)) or LABELLED.match(text[:LONGEST]) is not None


def is_addressee(text: str) -> bool:
    """Whether these short words say whom a letter is for: "To the Mayor", "Frau Ministerin", "環境大臣 殿"."""
    return len(text) <= LONGEST and (LABELLED.match(text) is not None or ADDRESSEE.match(text) is not None)


def is_kicker(text: str) -> bool:
    """Whether these words only say what kind of text it is: "Open letter"."""
    return len(text) <= LONGEST and KICKER.fullmatch(text) is not None
