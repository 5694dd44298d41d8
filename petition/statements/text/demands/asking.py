"""The words with which a text asks for something, and those above lists that ask for nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Stems, in the forms that stand in a sentence "we …" and in headings; each pattern is matched at the start of a word.
STEMS = (
    # en
    r"asks?\b(?! (?:ourselves|why|how|what))|asking\b|call(?:s|ing)? (?:\w+ ){0,2}(?:up)?on\b|call(?:s|ing)? for\b|"
    r"demand(?:s|ing)?\b|"
    r"urg(?:e|es|ing)\b|request(?:s|ing)?\b|appeal(?:s|ing)? (?:to|for)\b|insist(?:s|ing)?\b|recommend(?:s|ing|"
    r"ations?)?\b|"
    r"requir(?:e|es|ing) (?:that|the)\b|propos(?:e|es|als?)\b|petition (?:the|to)\b|implore\b|beseech\b|call to\b|"
    r"want you to\b|"
    r"we (?:consider it necessary\b|want|seek|expect|need|therefore|insist|advocate|invite|suggest|encourage|"
    r"support the following)\b|"
    r"please\b|must\b|"
    r"exhort\b|press for\b|call(?:s|ing)? (?:the|all|our)\b",
    # be
    r"заклік(?:аем|аюць|ае)|патрабу(?:ем|юць|е)|патрабаванн|просім|просяць|дамага(?:емся|юцца)|прапан(?:уем|оўва|ов)|"
    r"настойва|лічым неабходн|"
    r"звярта(?:емся|юцца)|рэкаменд|мусі(?:ць|м)|павінн|неабходна",
    # ru
    r"призыва|треб(?:уем|уют|ует|ования|ованиям)|прос(?:им|ят|ит)\b|добива|предлага|настаива|обраща(?:емся|ются)|"
    r"рекоменд|должн|необходим|"
    r"ходатайств|настоятельно",
    # uk
    r"заклика|вимага|вимог|прос(?:имо|ять)\b|домага|пропону|наполяга|зверта(?:ємось|ємося|ються)|рекоменд|повинн|"
    r"необхідн",
    # pl
    r"wzywa|żąda|domaga|prosi(?:my|ą)|apeluj|postuluj|postulat|wnosimy|wnioskuj|zwraca(?:my|ją) się|rekomend|oczekuj|"
    r"proponuj|musi|nawołuj|uważamy za koniecz|"
    r"należy",
    # de
    r"forder(?:n|t|e|ung|ungen)\b|auffordern|(?:bitten|bittet)\b|verlang(?:en|t)\b|appellier|ersuch|"
    r"rufen\b(?=.*\bauf\b)|ruft\b(?=.*\bauf\b)|"
    r"aufruf|erwarten\b|schlagen\b(?=.*\bvor\b)|empfehl|wünschen (?:wir )?uns|muss\b|müssen\b|soll(?:en|te|ten)?\b|"
    r"setzen uns\b|plädier|beantrag|halten\b(?=.*\b(?:notwendig|nötig|erforderlich)\b)",
    # fr
    r"demand(?:ons|ent|e)\b|exige(?:ons|nt|nce|nces)?\b|exigeons|appel(?:ons|lent|le)\b|revendi(?:qu|c)|réclam|"
    r"pri(?:ons|ent)\b|invit(?:ons|ent)\b|"
    r"recommand|propos(?:ons|ent|itions?)\b|doi(?:t|vent)\b|enjoign|sollicit|voulons\b|souhait(?:ons|ent)|exhort|"
    r"interpell|(?:jugeons|considérons|estimons) (?:\w+ ){0,2}nécessaire",
    # es, ca, gl
    r"ped(?:imos|imento)|piden\b|exig(?:imos|en|e|im|encia|encias)\b|solicit|demandamos|demandan|demandas\b|reclam|"
    r"instamos|instan\b|"
    r"llam(?:amos|an) a|(?:un )?llamado|hacemos un llam|exhort|urgimos|urgen\b|requerimos|proponemos|proponen|"
    r"propuestas|recomend|deben?\b|"
    r"consideramos necesari|reivindic|queremos\b|demanem|convocamos|rogamos|apelamos",
    # pt
    r"exigimos|exigem|pedem\b|solicitamos|reivindic|apel(?:amos|am|o)\b|exort|instamos|conclam|requer(?:emos|em)|"
    r"propomos|propostas|recomend|"
    r"dev(?:e|em)\b|queremos|convoc",
    # it
    r"chied(?:iamo|ono)|richied|richiest|esig(?:iamo|ono)|pretend|invit(?:iamo|ano)|rivolg|sollecit|esort|"
    r"propon(?:iamo|gono)|proposte|"
    r"raccomand|dev(?:e|ono)\b|vogliamo|appell|rivendic",
    # nl
    r"eis(?:en|t)?\b|verzoek|vrag(?:en)? (?:wij|we|u|de|het|om)|roep(?:en|t)?\b(?=.*\bop\b)|oproep|dring(?:en|"
    r"t)\b(?=.*\baan\b)|pleit|"
    r"bevel(?:en)? .*aan|moet(?:en)?\b|willen (?:wij|we|dat)|vragen\b|stellen .*voor|aanbevel",
    # sv, da, nb
    r"kräv|uppman|begär|vädj|föreslå|ber (?:vi|er)|ska(?:ll)?\b|måste\b|kræv|opfordr|anmod|krev|oppfordr|anbefal|"
    r"rekommender|uppmaning|ber om",
    # cs, sk
    r"žád(?:áme|ají|ame|aj)|požad|vyzýv|prosíme|apeluj|navrhuj|doporuč|odporúč|musí|vyzv|dožad",
    # lt, lv, et, fi
    r"reikalauj|ragin|praš(?:ome|o)\b|kvieč|siūl|privalo|aicin|piepras|lūdz|nõua|kutsume|palume|vaadi|vetoa|kehota|"
    r"pyyd|ehdota",
    # tr
    r"talep|istiyoruz|çağır|çağrı|bekliyoruz|öneri|rica ed|talepler|gerek",
    # hu, ro, el, hr/sr/sl, bg, ka, hy
    r"követel|kér(?:jük|ünk)|felhív|felszólít|javasol|cer(?:em|e)\b|solicit(?:ăm|ă)|îndemn|revendic|propunem|απαιτ|"
    r"ζητ(?:άμε|ούμε|ά|ούν)|καλούμε|"
    r"zaht(?:ij|ev|j)|tražimo|poziva|захтев|тражимо|позива|настоява|призова|искаме|молим|მოვითხოვ|ვითხოვთ|მოვუწოდებ|მოგიწოდებ|"
    r"tələb ed|çağırır|талап ет|шақыра|պահանջ|"
    r"կոչ ենք",
    # vi, id, ms, sw
    r"yêu cầu|kêu gọi|đề nghị|menuntut|mendesak|meminta|tuntutan|menyeru|tunadai|tunaomba|tunatoa wito",
)
UNSPACED = (
    r"要求|呼吁|呼籲|敦促|请求|請求|诉求|訴求|建议|建議|求める|求めます|要望|要請|訴え|提言|請願|요구|촉구|요청|제안|เรียกร้อง|ขอให้|"
    r"نطالب|تطالب|يطالب|مطالب|ندعو|تدعو|يدعو|نناشد|نحث|نطلب|يجب|نوصي|توصيات|"
    r"می\u200c?خواهیم|خواستار|خواهان|مطالبه|درخواست|دعوت می|"
    r"תובעים|דורשים|קוראים|דרישות|מבקשים|माँग|मांग|अपील|अनुरोध|দাবি|আহ্বান|مطالبہ|اپیل"
)
ASKS = re.compile(rf"(?i)\b(?:{'|'.join(STEMS)})|(?:{UNSPACED})")
# Nouns that alone make a heading one of demands.
DEMANDS = re.compile(
    r"(?i)\b(?:(?:our |the |key |five |ten |three |four |six |seven |eight |policy )*(?:demands?|asks|"
    r"recommendations?|requests|calls? to action|"
    r"call for action|proposals?|what we (?:want|ask|demand|need|are asking)|we (?:ask|demand|call|want))|"
    r"патрабаванн\w*|заклікаем|требовани\w*|"
    r"рекомендац\w*|предложени\w*|вимог\w*|пропозиці\w*|прапанов\w*|рэкамендац\w*|żądania|postulaty|rekomendacje|"
    r"forderung\w*|empfehlung\w*|"
    r"wir fordern|revendications?|demandes|exigences|recommandations|exigencias|demandas|peticiones|reivindicaci\w*|"
    r"reivindicaç\w*|"
    r"propuestas|recomenda\w*|pedidos|propostas|richieste|rivendicazioni|proposte|raccomandazioni|eisen|onze eisen|"
    r"aanbevelingen|krav|"
    r"våra krav|požadavky|požiadavky|doporučení|reikalavimai|prasības|nõudmised|vaatimukset|talepler\w*|taleplerimiz|"
    r"követelés\w*|revendicări|"
    r"αιτήματα|zahtevi|zahtjevi|искания|исканията|захтеви|yêu cầu|tuntutan)\b|(?:诉求|訴求|要求|"
    r"建议|建議|要望事項|要望|提言|요구사항|요구|"
    r"مطالب|"
    r"المطالب|مطالبنا|توصيات|التوصيات|خواسته|مطالبات|דרישות|מטרות|माँगें|मांगें)"
)
NOTES = re.compile(
    r"(?i)(?:foot ?notes?|end ?notes?|notes?(?: to editors?)?|references?|sources?|bibliography|citations?|"
    r"further reading|"
    r"see also|links?|appendix|annex(?:es)?|background(?: information)?|facts?|timeline|contents|agenda|glossary|"
    r"about (?:us|the .*)|"
    r"примечани[ея]|сноски|источники|ссылки|литература|справк\w*|заўвагі|зноскі|крыніцы|спасылкі|даведка|примітки|"
    r"джерела|посилання|довідка|"
    r"przypisy|źródła|bibliografia|odnośniki|anmerkung(?:en)?|fußnoten?|quellen(?:angaben)?|literatur|belege|"
    r"hintergrund|nachweise|"
    r"références?|sources|bibliographie|notes de bas de page|notas?(?: al pie)?|referencias?|fuentes|bibliografía|"
    r"notas de rodapé|"
    r"referências|fontes|nota|note|fonti|riferimenti|bronnen|noten|voetnoten|referenties|noter|källor|fotnoter|"
    r"referenser|poznámky|zdroje|"
    r"odkazy|pastabos|šaltiniai|išnašos|piezīmes|avoti|notlar|kaynaklar|dipnotlar|kaynakça|jegyzetek|források|surse|"
    r"σημειώσεις|πηγές|"
    r"注释|注釋|备注|參考文獻|参考文献|参考资料|脚注|注|出典|참고|각주|출처|المراجع|المصادر|الهوامش|ملاحظات|پانوشت|منابع|یادداشت|הערות|מקורות|"
    r"संदर्भ|टिप्पणी)"
)
# Words that say what somebody owes, in a reason as well as in a demand.
OBLIGES = re.compile(
    r"(?i)\b(?:must|should|мусі(?:ць|м)|павінн\w*|неабходна|должн\w*|необходимо|повинн\w*|необхідно|musi\w*|należy|muss|müssen|"
    r"soll(?:en|te|ten)?|doi(?:t|vent)|deben?|dev(?:e|em|ono)|moet(?:en)?|ska(?:ll)?|måste|musí|privalo|gerek\w*)\b|يجب"
)
# What leads to reasons, and what reasons begin with.
REASON = (
    r"because|since|for (?:the|these) (?:following )?reasons?|reasons?|why|car|parce que?|"
    r"puisqu|pour (?:les|ces) raisons(?: suivantes)?|"
    r"porque|pues|pois|por (?:las|estas) (?:siguientes )?razones|pelas (?:seguintes )?razões|"
    r"perché|poiché|per (?:i seguenti|questi) motivi|"
    r"weil|denn|aus (?:folgenden|diesen) gründen|ponieważ|gdyż|bowiem|z (?:następujących|tych) powodów|"
    r"потому что|так как|поскольку|ибо|по (?:следующим|этим) причинам|таму што|бо|паколькі|з наступных прычын|"
    r"тому що|оскільки|з (?:таких|цих|наступних) причин|omdat|eftersom|därför att|fordi|protože|neboť|z těchto důvodů|"
    r"nes|kadangi|çünkü|mert|pentru că|deoarece|διότι|γιατί"
)
GIVES_REASONS = re.compile(rf"(?i)(?:(?<!\w)(?:{REASON})|因为|因為|理由は|لأن|لأننا|زیرا)[\s*_]*[:：…]?[\s*_]*$")
# Not "car", "since" or "why": with these a demand or a question may begin.
IS_REASON = re.compile(
    r"(?i)[-–—*_\s]*(?:(?:because|parce que?|puisqu['’e]|porque|perché|poiché|weil|ponieważ|gdyż|потому что|так как|"
    r"поскольку|таму што|бо|паколькі|тому що|оскільки|omdat|eftersom|protože|neboť|kadangi|deoarece|pentru că|διότι)"
    r"(?!\w)|因为|因為|لأن)"
)
# "The following organisations support this call": the noun asks nothing.
SUPPORTED = re.compile(
    r"(?i)\b(?:support(?:s|ed|ing)?|endors(?:e|es|ed|ing)|back(?:s|ed|ing)?|join(?:s|ed)?|sign(?:s|ed)?|unterstützen|unterstützt|tragen|"
    r"mitgetragen|unterzeichn\w+|soutien\w+|signent|signé|apoyan|apoiam|apoian|firman|assinam|popiera\w*|podpisał\w*|"
    r"поддерж\w+|подписа\w+|присоедин\w+|падтрым\w+|падпіса\w+|далуч\w+|підтрим\w+|підписа\w+|приєдна\w+|долучи\w+|sostengono|aderisc\w+|"
    r"firmano|(?:onder)?steunen|ondersteun\w+|stödjer|stöder|podpor\w+|podepsal\w*|destekl\w+)\b"
)
NOUNS = re.compile(
    r"(?i)\b(?:calls?|appeals?|petitions?|aufruf\w*|appell\w*|appel|llamad[oa]|llamamiento|apel(?:o|u|em)?|chamad[oa]|"
    r"заклік\w?|зварот\w*|призыв\w?|обращени\w*|звернення|appello|oproep|uppmaning\w*|upprop\w*|výzv\w+|çağrı\w*)\b"
    r"(?! (?:on|upon|for|to)\b)"
)
SENTENCE = re.compile(r"(?<=[.!?。！？؟])[\"'”’»*_)]*\s+|(?<=[。！？])")
LONGEST, LONGEST_HEADING = 1000, 200
MARKUP = " #*_`:：.-–—"


def asks(text: str) -> bool:
    """Whether a text has the words of one who asks; of a long one its beginning and its end are looked at."""
    looked_at = text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} {text[-LONGEST // 2 :]}"
    return ASKS.search(looked_at) is not None


def only_obliges(text: str) -> bool:
    """Whether of the words of one who asks only those stand there that say what somebody owes ("must", "deve")."""
    return not asks(OBLIGES.sub(" ", text[:LONGEST]))


def gives_reasons(introduction: str, items: Sequence[str]) -> bool:
    """Whether a list says why: what leads to it ends in "because:", or most of its items begin with such a word."""
    if GIVES_REASONS.search(introduction[-LONGEST_HEADING:]):
        return True
    return sum(IS_REASON.match(item) is not None for item in items) * 2 > len(items)


def tells_support(text: str) -> bool:
    """Whether a sentence says who supports what is asked, and asks for nothing itself."""
    looked_at = text[:LONGEST]
    return SUPPORTED.search(looked_at) is not None and not asks(NOUNS.sub(" ", SUPPORTED.sub(" ", looked_at)))


def last_sentence(text: str) -> str:
    """The last sentence of a paragraph, or its last 400 characters."""
    return SENTENCE.split(text[-400:].strip())[-1]


def heads_demands(text: str) -> bool:
    """Whether a heading announces demands: "Our demands", "Forderungen"."""
    bare = text.strip(MARKUP)
    return len(bare) <= LONGEST_HEADING and len(bare.split()) <= 9 and DEMANDS.search(bare) is not None


def heads_notes(text: str) -> bool:
    """Whether a heading announces notes, references or other lists that ask for nothing."""
    bare = text.strip(MARKUP)
    return len(bare) <= 60 and NOTES.fullmatch(bare) is not None
