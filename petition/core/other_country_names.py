"""Names that people use for countries and that Unicode CLDR does not list; read only by ``country_names``.

Names are separated by ``|`` and compared without case, marks and punctuation.
"""

from __future__ import annotations

# ISO 3166-1 alpha-2 (XK for Kosovo) to its other names.
COUNTRIES = {
    "AE": "uae|the emirates|emirates|emirats|emirats arabes|emirati|emiratos|emiratos arabes|оаэ|аае|оае|الإمارات",
    "AG": "antigua",
    "AM": "hayastan",
    "AT": "oesterreich|oestereich|республика австрия",
    "AX": "åland",
    "BA": (
        "bosnia|bosnia and hercegovina|bosnia herzegovina|bosnia i hercegovina|bosna|bosna i hercegovina|bih|b i h|"
        "bosnia y herzegovina|bosnia ed erzegovina|bosnie|bosnie et herzégovine|bosnien|bosnien herzegowina|"
        "bosnien und herzegovina|босния|боснія|босния герцеговина|босна|біг|бих|البوسنة|波黑"
    ),
    "BO": "estado plurinacional de bolivia",
    "BN": "brunei darussalam",
    "BY": (
        "belorussia|byelorussia|bielorussia|biélorussie|weissrussland|weißrussland|bielorrusia|bielarus|bielaruś|"
        "белоруссия|білорусія|беларуссия|рб|республика беларусь|рэспубліка беларусь|республіка білорусь|"
        "republika białoruś|republik belarus|wit rusland|白俄|بيلاروسيا|روسيا البيضاء|روسيا بيضاء"
    ),
    "CC": "cocos islands|keeling islands",
    "CD": (
        "drc|drcongo|dr congo|d r congo|congo dr|congo drc|drc congo|congo kinshasa|congo democratic republic|"
        "democratic republic of congo|democratic republic of the congo|democratic republic congo|zaire|zaïre|"
        "rdc|rd congo|r d congo|rdcongo|congo rdc|république démocratique du congo|"
        "republique democratique de congo|república democrática del congo|rd del congo|"
        "repubblica democratica del congo|república democrática do congo|demokratische republik kongo|dr kongo|"
        "kongo kinshasa|demokratyczna republika konga|drk|дрк|др конго|демократическая республика конго|"
        "дэмакратычная рэспубліка конга|демократична республіка конго|جمهورية الكونغو الديمقراطية|"
        "الكونغو الديمقراطية|刚果民主共和国|刚果 金|民主刚果"
    ),
    "CF": "car|central africa republic|rca|centrafrique|république centrafricaine|цар",
    "CG": (
        "congo|congo republic|republic of congo|republic of the congo|congo brazzaville|république du congo|"
        "república del congo|repubblica del congo|república do congo|republik kongo|kongo brazzaville|конго|"
        "республика конго|рэспубліка конга|республіка конго|конга|كونغو|刚果共和国|刚果 布"
    ),
    "CH": "swiss confederation|confoederatio helvetica|suiza|schweizerische eidgenossenschaft",
    "CI": "ivory coast|cote d ivoire|côte ivoire|costa de marfil|elfenbeinküste|costa d avorio|costa do marfim",
    "CN": "prc|p r china|pr china|mainland china|people s republic of china|volksrepublik china|кнр|中华人民共和国",
    "CV": "cape verde|cabo verde|republic of cabo verde|cap vert|capo verde|kap verde|zielony przylądek",
    "CY": "cyprus republic|republic of cyprus",
    "CZ": (
        "czech republic|the czech republic|czechia|česko|česká republika|tschechische republik|tschechei|"
        "république tchèque|republique tcheque|tchéquie|república checa|chequia|repubblica ceca|cechia|"
        "republica cehă|republika czeska|czeska republika|чехия|чешская республика|чэхія|чэшская рэспубліка|"
        "чехія|чеська республіка|чэская рэспубліка|tsjechische republiek|tjeckiska republiken"
    ),
    "DE": (
        "brd|frg|federal republic of germany|bundesrepublik|bundesrepublik deutschland|"
        "фрг|федеративная республика германия|германия|нямеччына|німеччина|rfn"
    ),
    "DO": "dominican rep|the dominican republic|república dominicana|rep dominicana|république dominicaine",
    "EG": "arab republic of egypt|египет",
    "EH": "sahrawi republic|sadr|rasd|sahara occidental|república saharaui",
    "ES": "spanish state|estado español|espanya",
    "FK": "falklands|falkland islands|malvinas|islas malvinas|îles malouines|malouines",
    "FM": "federated states of micronesia|fsm",
    "FR": "french republic|république française|republique francaise",
    "GB": (
        "uk|u k|gb|great britain|britain|united kingdom of great britain and northern ireland|"
        "united kingdom of great britain|uk gb|england|scotland|wales|northern ireland|england and wales|"
        "united kingdom uk|vereinigtes königreich|großbritannien|grossbritannien|schottland|nordirland|"
        "grande bretagne|angleterre|écosse|pays de galles|irlande du nord|royaume uni|"
        "gran bretaña|gran bretana|inglaterra|escocia|gales|irlanda del norte|reino unido|"
        "gran bretagna|inghilterra|scozia|galles|irlanda del nord|regno unito|grã bretanha|escócia|"
        "irlanda do norte|país de gales|wielka brytania|anglia|szkocja|walia|irlandia północna|"
        "великобритания|британия|соединенное королевство|англия|шотландия|уэльс|северная ирландия|"
        "вялікабрытанія|брытанія|злучанае каралеўства|злучанае каралеўства вялікабрытаніі і паўночнай ірландыі|"
        "англія|шатландыя|уэльс|паўночная ірландыя|велика британія|великобританія|сполучене королівство|"
        "шотландія|уельс|північна ірландія|anglie|skotsko|velká británie|spojené království|cymru|"
        "groot brittannië|engeland|schotland|storbritannien|didžioji britanija|ingiltere|iskoçya|"
        "بريطانيا|انجلترا|إنجلترا|اسكتلندا|ويلز|英国|英格兰|苏格兰|威尔士|北爱尔兰"
    ),
    "GE": "sakartvelo|republic of georgia|georgia country|georgia caucasus|საქართველო",
    "GM": "gambia the|republic of the gambia|islamic republic of the gambia",
    "GQ": "guinea ecuatorial",
    "GR": "hellas|ellada|hellenic republic",
    "GW": "guinea bissau|guinée bissau|guinebissau",
    "HK": (
        "hong kong|hongkong|hong kong sar|hk sar|hong kong china|hong kong sar china|гонконг|ганконг|гонг конг|"
        "香港|هونغ كونغ|홍콩|honkongas|hongkongi"
    ),
    "HR": "croacia|republika hrvatska|hrvatska",
    "IE": "republic of ireland|eire|éire|irish republic|irland republik|republik irland|southern ireland",
    "IL": "state of israel|israel",
    "IR": "islamic republic of iran|iran islamic republic|i r iran",
    "KE": "republic of kenya",
    "KG": "kirgizia|kirghizia|kirghizstan|kirgistan|kirgisistan|kirgizstan|киргизия|киргизстан|кыргызстан|"
    "киргизская республика|кыргызская республика|kyrgyz republic|kyrgyz rep|киргизія|kirghizistan|kirguistán",
    "KN": "st kitts|saint kitts|st kitts nevis",
    "KP": (
        "north korea|dprk|d p r k|democratic people s republic of korea|democratic peoples republic of korea|"
        "korea north|n korea|korea dpr|korea democratic people s republic|северная корея|паўночная карэя|"
        "північна корея|кндр|nordkorea|corée du nord|朝鲜|كوريا الشمالية"
    ),
    "KR": (
        "south korea|republic of korea|rok|r o k|korea|korea south|s korea|korea republic|korea rep|korea south rep|"
        "südkorea|republik korea|corée|corée du sud|république de corée|corea|corea del sur|república de corea|"
        "corea del sud|repubblica di corea|coreia|coreia do sul|korea południowa|republika korei|"
        "южная корея|республика корея|корея|паўднёвая карэя|рэспубліка карэя|карэя|південна корея|"
        "республіка корея|zuid korea|sydkorea|jižní korea|كوريا الجنوبية|كوريا|韩国|南韩|大韩民国|대한민국|한국"
    ),
    "KZ": "kazakstan|qazaqstan|казахстан|казакстан",
    "LA": "lao pdr|lao p d r|lao people s democratic republic|lao|laos pdr",
    "LC": "saint lucia|santa lucia|sainte lucie",
    "LY": "libyan arab jamahiriya|state of libya",
    "MD": "moldavia|moldavie|moldawien|молдавия|молдавія|молдова|мальдова|рм|moldavsko|mołdawia|moldau",
    "MF": "saint martin|st martin|saint martin french part",
    "MK": (
        "macedonia|fyrom|fyr macedonia|republic of macedonia|republic of north macedonia|n macedonia|"
        "the former yugoslav republic of macedonia|former yugoslav republic of macedonia|macédoine|mazedonien|"
        "macedonia del norte|makedonija|северна македонија|македонија|македония|македонія|македонiя|"
        "паўночная македонія|північна македонія|macedonia północna|مقدونيا|北马其顿|马其顿"
    ),
    "MM": "burma|birma|birmanie|birmania|myanmar|myanmar burma|burma myanmar|бирма|бірма|м янма|mjanma|缅甸|بورما",
    "MO": "macau|macao|macau sar|macao sar|macau china|macao china|макао|макаа|澳门|澳門|ماكاو|makao|makau",
    "NL": (
        "holland|the netherlands|netherlands the|kingdom of the netherlands|holanda|hollande|olanda|holandia|"
        "голландия|галандыя|голландія|нидерланды|hollanda|niederlande|pays bas|países bajos|paesi bassi|荷兰"
    ),
    "NZ": "aotearoa|aotearoa new zealand|new zealand aotearoa|n z",
    "PH": "philippines the|the philippines|pilipinas|filipinas",
    "PS": (
        "palestine|state of palestine|palestine state of|palestinian territory|occupied palestinian territory|"
        "occupied palestinian territories|occupied palestine|opt|o p t|palestinian authority|palestine opt|"
        "palestinian territory occupied|west bank|gaza|gaza strip|west bank and gaza|the west bank|the gaza strip|"
        "west bank and gaza strip|palästina|palaestina|besetzte palästinensische gebiete|"
        "palästinensische gebiete|staat palästina|palestina|estado de palestina|territorio palestino ocupado|"
        "territoire palestinien occupé|territoires palestiniens occupés|état de palestine|stato di palestina|"
        "territori palestinesi|palestyna|палестина|палестына|палестинская автономия|сектор газа|газа|"
        "государство палестина|filistin|palestiina|فلسطين|دولة فلسطين|الأراضي الفلسطينية المحتلة|غزة|"
        "الضفة الغربية|巴勒斯坦|巴勒斯坦国|팔레스타인|パレスチナ|פלסטין"
    ),
    "PT": "portuguese republic",
    "RS": "republika srbija|srbija|србија",
    "RU": (
        "russian federation|the russian federation|russland|rusland|russia federation|russische föderation|"
        "fédération de russie|federation de russie|federación rusa|federación de rusia|federazione russa|"
        "federação russa|federacja rosyjska|рф|р ф|российская федерация|расійская федэрацыя|російська федерація|"
        "расія|россия|росія|россія|rossija|rossiya|الاتحاد الروسي|俄国|俄罗斯联邦"
    ),
    "SK": "slovak republic|slovenská republika|slowakische republik|словакия|república eslovaca",
    "SS": "southern sudan|republic of south sudan",
    "SV": "salvador|el salvador",
    "SX": "sint maarten|st maarten|saint maarten",
    "SY": "syrian arab republic|syrien|république arabe syrienne|república árabe siria|сирия",
    "SZ": "swaziland|swasiland|kingdom of eswatini|kingdom of swaziland|suazilandia|swazilandia|свазиленд|свазіленд|"
    "souaziland",
    "TF": "french southern territories",
    "TL": "east timor|timor leste|timor|timor oriental|osttimor|timor est|timor wschodni|восточный тимор|"
    "усходні тымор|східний тимор|тимор|timor lorosae|democratic republic of timor leste",
    "TR": "turkey|turkei|türkiye|turkiye|republic of turkey|republic of türkiye|turkiet|турция|土耳其",
    "TT": "trinidad|tobago",
    "TW": (
        "taiwan|taiwan roc|taiwan r o c|republic of china|republic of china taiwan|taiwan republic of china|"
        "chinese taipei|taiwan province of china|тайвань|тайвань китай|台湾|台灣|臺灣|中華民國|中华民国|대만|"
        "republik china"
    ),
    "TZ": "united republic of tanzania|tanzania united republic|zanzibar",
    "UA": "ukrainia|the ukraine|украина|україна",
    "US": (
        "us|u s|usa|u s a|us of a|the us|the usa|the states|united states|united states of america|estados unidos|"
        "estados unidos de américa|estados unidos de norteamérica|eeuu|ee uu|ee uu de américa|e e u u|"
        "vereinigte staaten von amerika|vereinigte staaten|états unis d amérique|etats unis|etats unis d amerique|"
        "stati uniti d america|stati uniti|estados unidos da américa|eua|e u a|stany zjednoczone|"
        "stany zjednoczone ameryki|сша|с ш а|зша|злучаныя штаты|злучаныя штаты амерыкі|соединенные штаты|"
        "соединённые штаты америки|сполучені штати|сполучені штати америки|spojené státy|spojené státy americké|"
        "verenigde staten|verenigde staten van amerika|vs|v s|amerika birleşik devletleri|abd|jav|"
        "الولايات المتحدة الأمريكية|أمريكا|امريكا|美国|美國|美利坚合众国|미국|アメリカ合衆国|ארהב"
    ),
    "VA": "vatican|the vatican|holy see|the holy see|vatican city state|vatikan|vaticano|saint siège|santa sede|"
    "heiliger stuhl|watykan|ватикан|ватыкан|святой престол|stolica apostolska|الفاتيكان|梵蒂冈",
    "VC": "saint vincent|st vincent|saint vincent and the grenadines",
    "VE": "bolivarian republic of venezuela|república bolivariana de venezuela",
    "VG": "british virgin islands|bvi|virgin islands british",
    "VI": "us virgin islands|u s virgin islands|usvi|united states virgin islands|virgin islands us|virgin islands u s",
    "VN": "viet nam|vietnam|việt nam|socialist republic of viet nam|socialist republic of vietnam",
    "WS": "western samoa",
    "XK": (
        "kosovo|kosova|kosovë|republic of kosovo|kosovo unscr 1244|kosovo under unscr 1244|косово|косава|"
        "kosovo and metohija|republika kosovo|كوسوفو|科索沃|kosowo"
    ),
    "ZA": "rsa|r s a|republic of south africa|suedafrika|south africa republic|юар|паўднёвая афрыка|пар|"
    "південна африка|южная африка|южно африканская республика",
}  # fmt: skip

# Regions and scopes that no country is, beside those that CLDR numbers (UN M49).
REGIONS = (
    "global|globally|global organisation|global network|international|internationally|international organisation|"
    "international organization|international network|worldwide|world wide|world|the world|all over the world|"
    "multinational|multi country|multiple|multiple countries|various|various countries|several countries|"
    "transnational|cross border|regional|region|sub regional|diaspora|exile|in exile|online|remote|all countries|"
    "other|stateless|"
    "europe|european|pan european|europe wide|eu|e u|european union|eu wide|western europe|eastern europe|"
    "central europe|central and eastern europe|cee|south eastern europe|southeast europe|south east europe|"
    "northern europe|southern europe|nordic countries|nordics|nordic|scandinavia|baltics|baltic states|"
    "the baltics|balkans|the balkans|western balkans|benelux|caucasus|south caucasus|visegrad|eastern partnership|"
    "africa|pan african|north africa|west africa|east africa|central africa|southern africa|horn of africa|sahel|"
    "sub saharan africa|great lakes region|maghreb|middle east|near east|middle east and north africa|mena|"
    "mena region|swana|gulf|gulf region|gcc|arab world|arab region|levant|asia|asia pacific|asiapacific|apac|"
    "pacific|pacific islands|the pacific|south asia|southeast asia|south east asia|east asia|central asia|"
    "west asia|asean|oceania|americas|the americas|america|latin america|latin america and the caribbean|latam|"
    "lac|central america|north america|south america|caribbean|the caribbean|global south|global north|eurasia|"
    "post soviet space|former soviet union|cis|emea|united nations|un|kurdistan|tibet|east turkistan|"
    "глобальный|глобальная|глобально|международный|международная|международное|международные|"
    "международная организация|весь мир|по всему миру|мир|европа|европейская|ес|евросоюз|европейский союз|"
    "восточная европа|западная европа|центральная европа|балканы|западные балканы|балтия|страны балтии|прибалтика|"
    "кавказ|южный кавказ|африка|азия|центральная азия|ближний восток|латинская америка|америка|северная америка|"
    "южная америка|снг|евразия|региональный|региональная|диаспора|эмиграция|другое|разные|разные страны|тибет|"
    "глабальны|глабальная|міжнародны|міжнародная|міжнароднае|увесь свет|свет|еўропа|еўрапейскі саюз|еўразвяз|"
    "усходняя еўропа|балканы|балтыя|каўказ|афрыка|азія|цэнтральная азія|лацінская амерыка|амерыка|дыяспара|"
    "розныя|розныя краіны|іншае|рэгіянальная|рэгіянальны|"
    "глобальний|глобальна|міжнародний|міжнародна|міжнародне|увесь світ|весь світ|світ|європа|європейський союз|"
    "єс|євросоюз|східна європа|балкани|балтія|кавказ|африка|близький схід|латинська америка|америка|діаспора|"
    "різні країни|інше|регіональна|"
    "weltweit|welt|international tätig|europa|europaweit|eu weit|europäische union|osteuropa|westeuropa|"
    "mitteleuropa|südosteuropa|balkan|westbalkan|baltikum|skandinavien|dach|d a ch|afrika|asien|naher osten|"
    "nahost|lateinamerika|nordamerika|südamerika|karibik|amerika|mehrere länder|verschiedene|sonstige|kaukasus|"
    "monde|monde entier|mondial|mondiale|international e|internationale|internationaux|europe de l est|ue|"
    "union européenne|européen|balkans occidentaux|afrique|afrique de l ouest|afrique de l est|afrique centrale|"
    "afrique du nord|asie|proche orient|moyen orient|amérique latine|amérique|amériques|caraïbe|caraïbes|"
    "plusieurs pays|régional|autre|sahel|maghreb|océanie|"
    "mundial|mundo|todo el mundo|internacional|internacionales|unión europea|europa del este|áfrica|asia pacífico|"
    "oriente medio|medio oriente|latinoamérica|américa latina|américa latina y el caribe|centroamérica|"
    "sudamérica|suramérica|norteamérica|caribe|iberoamérica|varios países|otro|américa|abya yala|"
    "mondo|globale|internazionale|europa orientale|unione europea|africa|medio oriente|america latina|vari paesi|"
    "balcani|união europeia|áfrica|américa do sul|médio oriente|oriente médio|vários países|"
    "świat|cały świat|globalny|globalna|globalnie|międzynarodowy|międzynarodowa|międzynarodowe|europa wschodnia|"
    "europa środkowa|unia europejska|bałkany|kraje bałtyckie|afryka|azja|bliski wschód|ameryka łacińska|inne|"
    "internationaal|wereldwijd|heel europa|midden oosten|latijns amerika|celý svět|mezinárodní|evropa|evropská unie|"
    "balkán|mezinárodní organizace|tarptautinis|tarptautinė|pasaulis|visas pasaulis|uluslararası|küresel|dünya|"
    "avrupa|avrupa birliği|orta doğu|global mundial|medžunarodna|međunarodna|međunarodno|internațional|evropă|"
    "عالمي|عالمية|دولي|دولية|العالم|أوروبا|الاتحاد الأوروبي|أفريقيا|آسيا|الشرق الأوسط|شمال أفريقيا|"
    "الشرق الأوسط وشمال أفريقيا|أمريكا اللاتينية|المنطقة العربية|الوطن العربي|العالم العربي|إقليمي|إقليمية|"
    "المغرب العربي|الخليج|全球|国际|國際|世界|欧洲|歐洲|欧盟|非洲|亚洲|亞洲|拉丁美洲|拉美|中东|亚太|"
    "국제|세계|유럽|아시아|国際|世界中|"
    "ヨーロッパ|アジア|アフリカ|بین المللی|اروپا|جهانی|בינלאומי|אירופה"
)  # fmt: skip

# What is one country in one language and another country, or a region, in another one: whose it is here. "" names
# none, for either reading would often be wrong. "America" is the continent, as in Spanish; "Congo" alone is the
# country that ISO 3166 calls so; "Georgia" is the country, not the state of the USA; "Guinea" is Guinea.
DECISIONS = {
    "africa del sud": "ZA", "africa di sciroccu": "ZA", "afrique du sud": "ZA", "juzna afrika": "ZA",
    "sud africa": "ZA",
    "südafrika": "ZA", "south africa": "ZA", "جنوبی افریقا": "ZA", "दक्षिण आफ्रिका": "ZA", "ਦੱਖਣੀ ਅਫਰੀਕਾ": "ZA",
    "southern africa": "region", "amɛrika": "US", "अमेरिका": "US", "አሜሪካ": "US", "kata": "QA", "kongo": "CG",
    "congo": "CG", "конго": "CG", "ኮንጎ": "CG", "lusia": "", "mikronesi": "FM", "mikronesia": "FM", "mikronezi": "FM",
    "микронези": "FM", "микронезия": "FM", "密克罗尼西亚": "FM", "密克羅尼西亞": "FM", "密克羅尼西亞群島": "FM",
    "mon": "", "nigeri": "NG", "nikaraagua": "NI", "sabiya": "RS", "sant martin": "MF", "свети мартин": "MF",
    "སནཊ་མར་ཊན་": "MF", "toga": "TG", "λατινικη αμερικη": "region", "استرالیا": "AU", "لتونی": "LV",
    "موریتانیا": "MR", "संयुक्त राष्ट्र": "region", "གྷ་ན": "GH", "ཨང་ག་ལ": "AO", "ሰሜን ኮሪያ": "KP", "ደቡብ ኮሪያ": "KR",
    "georgia": "GE", "jordan": "JO", "guinea": "GN", "state of georgia": "", "macedonia": "MK", "virgin islands": "",
    "samoa": "WS", "america": "region", "amerika": "region", "америка": "region", "амерыка": "region",
    "south africa region": "region", "ireland": "IE", "micronesia": "FM", "saint martin": "MF", "st martin": "MF",
}  # fmt: skip
