"""Words by which people and organisations are told apart: titles, roles, words of names of organisations."""

from __future__ import annotations

import re

TITLE = re.compile(
    r"(?i)(?:(?:prof(?:essor)?|dr|doc|docent|mr|mrs|ms|mx|miss|sir|dame|rev(?:erend)?|hon(?:ou?rable)?|"
    r"amb(?:assador)?|fr|father|sister|rabbi|imam|"
    r"em|emer|priv|dozent|pd|dipl|mag|ing|rer|nat|med|phil|jur|hc|h\.c|frau|herr|mme|m|mlle|maître|me|sra?|d(?:ña|"
    r"on)|lic|dott(?:\.ssa|oressa)?|avv|"
    r"sig(?:ra)?|adv|mgr|bc|judr|mudr|rndr|phdr|inż|hab|проф(?:ессор|есар)?|д-р|доктор|акад(?:емик)?|спадар(?:ыня)?|"
    r"г-н|г-жа|пан(?:і)?|"
    r"dra|profa|engr?|adv|gen|col|capt|senator|mep|mp)\b\.?(?:[ -]|(?=\w)|$))+"
)
CREDENTIALS = re.compile(
    r"(?i)(?:ph\.?\s?d\.?|m\.?d\.?|j\.?d\.?|m\.?a\.?|m\.?sc\.?|b\.?sc\.?|b\.?a\.?|ll\.?m\.?|ll\.?b\.?|mph|mba|rn|"
    r"esq\.?|jr\.?|sr\.?|ii|iii|iv|frs|obe|mbe|cbe|kc|qc|"
    r"dphil|edd|dds|msw|cpa|facp|pe|mep|mp|s\.?j\.?|o\.?p\.?|osb)"
)
# Parts of a name behind a comma that belong to it.
LEGAL = re.compile(
    r"(?i)(?:inc|llc|ltd|limited|corp|co|plc|gmbh|mbh|ag|e\.?\s?v|e\.?\s?k|eg|ev|kg|ohg|s\.?a|s\.?l|s\.?r\.?l|"
    r"a\.?s\.?b\.?l|asbl|vzw|aisbl|a\.?c|a\.?p|o\.?n\.?g|ngo|ong|"
    r"z\.?\s?s|o\.?\s?p\.?\s?s|z\.?\s?ú|spol|n\.?o|o\.?\s?z|b\.?v|n\.?v|s\.?p\.?a|onlus|aps|odv|ets|ngo|npo|"
    r"501\(c\)\(?3?\)?|gug|ggmbh|stichting|pty ltd|llp|a\.?s|ab|oy|ry|r\.?y|"
    r"і інш|мга|гга|га|ооо|нко|ано|роо|гo|го|мбо)\.?"
)
ROLE = re.compile(
    r"(?i)\b(?:(?:(?:co-?|vice-?|deputy |assistant |associate |executive |managing |senior |junior |former |ex-?|"
    r"founding |general |honorary |acting |program(?:me)? |"
    r"independent |freelance |retired |human rights |political |chief |lead |principal |head )*(?:director|president|"
    r"chair(?:man|woman|person)?|secretary|"
    r"coordinator|founder|professor|lecturer|reader\b|fellow|researcher|scientist|student|teacher|journalist|editor|"
    r"lawyer|attorney|advocate|barrister|solicitor|judge|"
    r"activist|defender|writer|author|poet|artist|musician|composer|filmmaker|photographer|actor|actress|architect|"
    r"engineer|developer|programmer|manager|officer|"
    r"member of|mep\b|mp\b|minister|mayor|ambassador|senator|deputy|councill?or|bishop|archbishop|priest|pastor|"
    r"rabbi|imam|doctor|physician|nurse|psychologist|"
    r"economist|historian|sociologist|philosopher|analyst|consultant|expert|specialist|advisor|adviser|volunteer|"
    r"trustee|board member|treasurer|ceo|cto|coo|cfo|ciso|"
    r"laureate|emeritus|emerita|dean|rector|provost|postdoc\w*|phd candidate|phd student|representative|"
    r"spokes(?:person|man|woman)|head of|chief|designer|"
    r"maintainer|contributor|owner|partner|curator|librarian|translator|citizen|entrepreneur|physicist|chemist|"
    r"biologist|mathematician))\b"
    r"|директор|прэзідэнт|президент|старшын|председател|сустаршын|сопредседател|заснаваль|основател|засновни|"
    r"каардынат|координатор|прафесар|профессор|професор|голова\b|голови\b|заступник|заместител|намеснік|"
    r"reżyser|\w*ökonom|\w*psycholog|\w*soziolog|\w*biolog|klima\w*forsch|history(?:k|czka)|aktor|aktork|socjolo|"
    r"filozof|ekonomist|dacent|дацэнт|доцент|навуков|научн|науков|студэнт|студент|настаўні|учител|преподават|"
    r"журналіст|журналист|рэдактар|"
    r"редактор|юрыст|юрист|адвакат|адвокат|праваабарон|правозащит|"
    r"правозахис|пісьменні|писател|письменни|паэт|поэт|поет|мастак|художни|мастац|музык|рэжысёр|режисс|режисер|актор|"
    r"актёр|актер|актрыс|эксперт|экспэрт|эканаміст|экономист|"
    r"палітолаг|политолог|політолог|гісторык|историк|історик|сацыёлаг|социолог|соціолог|лекар|врач|лікар|актывіст|"
    r"активист|активіст|дэпутат|депутат|сакратар|секретар|член\b|"
    r"кіраўні|руководител|керівни|волонт|блогер|аналітык|аналитик|аналітик|programist|dyrektor|prezes|przewodnicząc|"
    r"założyciel|koordynator|profesor|dziennikar|redaktor|"
    r"prawni|adwokat|pisarz|pisarka|poet[ka]|działacz|aktywist|naukow|student|nauczyciel|lekarz|posł(?:anka)?|poseł|"
    r"geschäftsführ|vorsitzende|vorstand|sprecher|leiter(?:in)?\b|professor|wissenschaftl|journalist|autor(?:in)?\b|"
    r"schriftsteller|künstler|rechtsanwält|rechtsanwalt|"
    r"gründer|mitglied|abgeordnete|bürgermeister|referent|redakteur|ärztin|\w*arzt\b|\w*pfleger|lehrer|pfarrer|regisseur|"
    r"schauspieler|student|"
    r"direct(?:eur|rice)|président|secrétaire|coordinat|fondat|professeur|chercheu|journaliste|avocat|écrivain|"
    r"autrice|auteur|artiste|cinéaste|enseignant|étudiant|"
    r"militant|député|sénat|maire|médecin|porte-parole|délégué|maître de conférences|historien|sociologue|philosophe|"
    r"économiste|"
    r"director|presidente|secretari[oa]|coordinador|fundador|profesor|investigador|periodista|abogad|escritor|"
    r"artista|cineasta|docente|estudiante|activista|"
    r"diputad|senador|alcalde|médic|vocera?|historiador|sociólog|filósof|economista|catedrátic|diretor|coordenador|"
    r"professor|pesquisador|jornalista|advogad|deputad|vereador|"
    r"direttore|direttrice|segretari|coordinat|fondat|docente|ricercat|giornalista|avvocat|scrittor|scrittric|attor|"
    r"regista|studente|attivista|portavoce|"
    r"directeur|voorzitter|hoogleraar|onderzoeker|journalist|advoca|schrijver|kunstenaar|woordvoerder|lid\b|"
    r"ordförande|forskare|författare|konstnär|ledamot|"
    r"ředitel|předsed|novinář|spisovatel|advokát|poslan|docent|vědec|direktor|predsjedni|novinar|profesör|başkan|"
    r"gazeteci|avukat|yazar|akademisyen|"
    r"direktorė|prezident|žurnalist|rašytoj|igazgató|elnök|újságíró|"
    r"مدير|رئيس|أستاذ|باحث|صحف|محام|كاتب|ناشط|دكتور|استاد|روزنامه|وکیل|نویسنده|فعال)"
    r"|教授|主任|程序员|程序員|工程师|工程師|教师|教師|老师|老師|演员|演員|导演|導演|医生|醫生|护士|護士|工人|农民|编辑|編輯|翻译|翻譯|"
    r"俳優|医師|記者|研究者|会社員|主婦|엔지니어|교사|작가|활동가|研究员|研究員|律师|律師|记者|記者|作家|学者|學者|学生|學生|博士|代表|会長|理事|弁護士|講師|교수|변호사|기자|대표|연구원"
)
ORGANISATION = re.compile(
    r"(?i)(?:\b(?:associa\w*|organi[sz]a\w*|organisaatio|organisme|cent(?:re|er|rum|ro|ar)\b|centrum|zentrum|network|"
    r"netz\w*|netwerk|nätverk|réseau|red\b|rede\b|rete\b|union|federa\w*|"
    r"confedera\w*|coalition|koalition|coalición|coalizão|allian\w*|allianz|alianza|aliança|alleanza|foundation|"
    r"stiftung|stichting|fond(?:ation|azione|acja|s)?\b|fundaci\w*|fundação|fundacja|"
    r"institut\w*|universit\w*|universid\w*|university|college|school|schule|escuela|escola|école|scuola|faculty|"
    r"department|laborator\w*|"
    r"committee|komitee|comité|comitê|comitato|komitet|council|\w*rat\b|consejo|conselho|consiglio|conseil|"
    r"commission|board|forum|foro|fórum|platform\w*|plataforma|plate-?forme|piattaforma|"
    r"initiative\w*|iniciativa|iniziativa|campaign|kampagne|campaña|campanha|movement|movimiento|movimento|mouvement|"
    r"bewegung|ruch\b|group|gruppe|grupo|gruppo|groupe|grupa|collecti\w*|"
    r"kollektiv|colectivo|coletivo|collettivo|society|gesellschaft|sociedad|sociedade|società|société|club|klub|"
    r"verein\w*|verband\w*|bund\b|\w+bund|\w+verein|\w+verband|\w+ring|verbund|"
    r"vereinig\w*|bündnis|fachverband|werk\b|hilfe|helping|party|partei|partido|parti\b|partito|partia|church|kirche|"
    r"iglesia|igreja|chiesa|église|parish|gemeinde|museum|theat\w+|teatro|"
    r"international|internacional|watch|rights|justice|house|haus\b|casa\b|maison|dom\b|press|media|radio|tv|news|"
    r"journal|magazine|project|projekt|proyecto|projeto|programme|program|"
    r"trust|fund|agency|agentur|agencia|bureau|office|service\w*|syndicat|sindica\w*|gewerkschaft|trade|workers|"
    r"women|frauen|mujeres|mulheres|youth|jugend|lawyers|journalists|"
    r"friends|amigos|amis|freunde|people|peoples|for|against|without|für|gegen|pour|contre|para|contra|por|per|voor|"
    r"tegen|without|sans|ohne|förbund\w*|förening\w*|sällskap\w*|rörelse\w*|"
    r"spol(?:ek|ečnost)|sdružení|nadace|stowarzyszenie|towarzystwo|zrzeszenie|związek|instytut|organizacja|"
    r"uniwersytet|asociácia|združenie|udruga|udruženje|društvo|asociacija|sąjunga|"
    r"draugija|fondas|centras|dernek|derneği|vakfı|vakıf|platformu|sendika\w*|merkezi|inisiyatif\w*|egyesület|"
    r"alapítvány|asociați\w*|fundați\w*|"
    r"цэнтр|центр|асацыяцы\w*|ассоциаци\w*|асоціаці\w*|арганізац\w*|организаци\w*|організаці\w*|фонд|саюз|союз|"
    r"спілк\w*|таварыств\w*|товариств\w*|общество|аб[’']?яднан\w*|об[’']?єднан\w*|"
    r"объединени\w*|ініцыятыв\w*|инициатив\w*|ініціатив\w*|рух\b|движени\w*|камітэт|комитет|комітет|рада\b|совет\b|"
    r"савет\b|сетк\w*|сеть\b|мереж\w*|дом\b|інстытут|институт|інститут|"
    r"універсітэт|университет|університет|школ\w*|платформ\w*|група\b|группа\b|клуб|кааліцы\w*|коалиц\w*|коаліц\w*|"
    r"партыя|партия|партія|хельсінкск\w*|хельсинкск\w*|музей|тэатр|театр|газета|"
    r"рэдакцы\w*|редакци\w*|редакці\w*|агенц\w*|агентств\w*|профсоюз|прафсаюз|профспілк\w*|кампанія|кампания|цэх|"
    r"asbl|ngo|csos?|ong|onlus|vzw|e\.v|gmbh|inc|ltd|llc)\b\.?)"
    r"|جمعية|منظمة|مركز|شبكة|مؤسسة|اتحاد|لجنة|تحالف|نقابة|حركة|معهد|جامعة|مبادرة|المرصد|انجمن|سازمان|کانون|مرکز|بنیاد|"
    r"协会|協會|組織|组织|联盟|聯盟|中心|基金会|基金會|委员会|委員会|委員會|大学|大學|团体|団体|協会|連合|ネットワーク|연대|협회|위원회|센터|단체|연합|모임|재단|עמותת|ארגון|מרכז|"
    r"האגודה|תנועת"
    r"|[&+»«]|\be\.\s?v\b"
)
PARTICLES = frozenset(
    [
        "de",
        "da",
        "do",
        "dos",
        "das",
        "del",
        "della",
        "di",
        "du",
        "des",
        "la",
        "le",
        "los",
        "las",
        "van",
        "von",
        "vom",
        "zu",
        "zum",
        "zur",
        "der",
        "den",
        "ter",
        "ten",
        "te",
        "bin",
        "ibn",
        "ben",
        "bint",
        "al",
        "el",
        "ul",
        "af",
        "av",
        "y",
        "i",
        "e",
        "und",
        "und'",
        "dela",
        "san",
        "saint",
        "st",
        "mc",
        "mac",
        "o",
        "d",
        "l",
        "abu",
    ]
)
NAME_WORD = re.compile(r"(?:[^\W\d_]\.){1,3}-?|[^\W\d_][^\W\d_'’ʼ`-]*(?:[-'’ʼ`][^\W\d_]+)*\.?")
