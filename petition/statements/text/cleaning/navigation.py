"""What leads through a page and is no part of its text: tables of contents, share buttons, choices of language."""

from __future__ import annotations

import re

from petition.statements.text.cleaning.sheet import NAVIGATION, Sheet

LONGEST = 400
TOC_MARK = re.compile(
    r"\s*(?:\[TOC\]|\[\[_?TOC_?\]\]|__TOC__|\{:\s*toc\s*\}|\[\[toc\]\]|\.\. contents::.*|@\[toc\].*)\s*", re.IGNORECASE
)
PLACE_LINK = re.compile(r"\s*(?:[-*+•]|\d+[.)])?\s*\[[^\[\]]+\]\(#[^()\s]*\)\s*")
CONTENTS = re.compile(
    r"(?i)\s*#{0,6}\s*\**(?:table of contents|contents|on this page|jump to|inhalt|inhaltsverzeichnis|sommaire|"
    r"table des matières|contenido|índice|indice|sumário|inhoud|spis treści|содержание|оглавление|змест|зміст|目录|"
    r"目次|المحتويات|innehåll|obsah|turinys|içindekiler)\**:?\**\s*"
)
SHARE = re.compile(
    r"(?i)(?:share(?: this)?(?: (?:post|page|article|letter|story|statement))?(?: (?:on|via|with)\b.*)?|"
    r"tweet(?: this)?|"
    r"facebook|twitter|x|linkedin|whatsapp|telegram|email|e-mail|reddit|pinterest|print(?: this(?: page)?)?|copy link|"
    r"mastodon|bluesky|vk|compartir|partager|teilen|drucken|condividi|compartilhar|udostępnij|поделиться|падзяліцца|"
    r"поділитися|back to top|skip to (?:main )?content|to top|nach oben|zurück|menu|home|download(?: as)? pdf|pdf)"
)
COUNTED = (
    r"(?:shares?|comments?|views?|likes?|retweets?|reposts?|reactions?|replies|(?:min|mins|minutes?) read|"
    r"kommentare?|aufrufe|mal geteilt|min\.? lesezeit|partages?|commentaires?|vues|comentarios?|compartidos?|visitas|"
    r"comentários?|compartilhamentos?|commenti|condivisioni|komentarz\w{0,3}|udostępni\w{0,4}|комментари\w{0,2}|"
    r"каментар\w{0,3}|коментар\w{0,3}|просмотр\w{0,2}|праглядаў|переглядів|репост\w{0,2}|поделились|падзяліліся|"
    r"мин(?:\.|ут\w?)? чтения|хв(?:\.|илин\w?)? читання|хв(?:\.|ілін\w?)? чытання|reacties|kommentarer|delningar|"
    r"komentář\w{0,2}|yorum\w{0,3}|条评论|則留言|件のコメント|댓글|تعليقات?|تعليق)"
)
COUNT = r"\d[\d.,\u00a0]{0,11}\s?(?:k|m|тыс\.?)?"
COUNTER = re.compile(
    rf"(?i)(?:{COUNT}\s*{COUNTED}|(?:{COUNTED}|share|tweet|teilen|partager|compartir|поделиться|падзяліцца)\s*[:：]?\s*"
    rf"\(?{COUNT}\)?)"
)
OWN_NAMES = (
    "english|deutsch|français|francais|español|espanol|castellano|català|catalan|português|italiano|nederlands|polski|"
    "русский|українська|беларуская|čeština|slovenčina|magyar|română|български|ελληνικά|türkçe|العربية|عربي|עברית|فارسی|"
    "中文|简体中文|繁體中文|日本語|한국어|tiếng việt|lietuvių|latviešu|eesti|suomi|svenska|norsk|dansk|hrvatski|srpski|"
    "slovenščina|euskara|galego|bahasa indonesia|हिन्दी|বাংলা|ไทย|қазақша|ქართული|հայերեն|esperanto|en|de|fr|es|it|"
    "pt|nl|"
    "pl|ru|uk|be|ar|zh|ja|tr|lt|cs|sv"
)
LANGUAGE = re.compile(rf"(?i)(?:{OWN_NAMES})(?: version)?")
LINKS = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
BETWEEN = re.compile(r"\s*[|·•/,—–]\s*|\s{2,}|\t")
BETWEEN_COUNTS = re.compile(r"[|·•]|  |\t")
MOST_OF_COUNTER = 40
SHARE_WORDS = (
    "share",
    "tweet",
    "teilen",
    "partager",
    "compartir",
    "поделиться",
    "падзяліцца",
    "skip to",
    "back to top",
)


def take_navigation(sheet: Sheet) -> None:
    """Takes off tables of contents, rows of share buttons, their counts, and choices of language."""
    _take_contents(sheet)
    for at, line in list(sheet.remaining_lines()):
        if len(line) <= LONGEST and "\n" not in line and _is_navigation(line):
            sheet.remove_line(at, NAVIGATION)


def _take_contents(sheet: Sheet) -> None:
    run: list[int] = []
    for at, line in [*list(sheet.remaining_lines()), (len(sheet.lines), "end")]:
        if at < len(sheet.lines) and len(line) <= LONGEST and TOC_MARK.fullmatch(line):
            sheet.remove_line(at, NAVIGATION)
        elif len(line) <= LONGEST and PLACE_LINK.fullmatch(line):
            run.append(at)
        else:
            if len(run) > 1:
                _take_run(sheet, run)
            run = []


def _take_run(sheet: Sheet, run: list[int]) -> None:
    above = next((at for at in range(run[0] - 1, max(run[0] - 4, -1), -1) if sheet.lines[at].strip()), None)
    if above is not None and CONTENTS.fullmatch(sheet.lines[above][:LONGEST]):
        sheet.remove_line(above, NAVIGATION)
    for at in run:
        sheet.remove_line(at, NAVIGATION)


def _is_navigation(line: str) -> bool:
    links = LINKS.findall(line)
    words = LINKS.sub(r"\1", line).strip(" -*_[]#>:")
    parts = [part.strip(" *_[]:") for part in BETWEEN.split(words) if part.strip(" *_[]:")]
    counts = [part.strip() for part in BETWEEN_COUNTS.split(words) if part.strip()]
    if counts and all(len(part) <= MOST_OF_COUNTER and COUNTER.fullmatch(part) for part in counts):
        return True
    if len(parts) > 1 and all(LANGUAGE.fullmatch(part) for part in parts):
        return True
    if not parts or not all(SHARE.fullmatch(part) for part in parts):
        return False
    return (len(parts) > 1 and len(links) != 1) or parts[0].casefold().startswith(SHARE_WORDS)
