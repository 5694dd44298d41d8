"""What stands above the columns of a list of organisations, in the languages people write: data for ``columns``."""

from __future__ import annotations

# Whole headings, by field; compared folded, without brackets and remarks.
PHRASES = {
    "organisation": (
        "organisation", "organization", "organisations", "official name", "organisation name", "name of organisation",
        "organization name", "name of organization", "full name of organisation", "official name of organisation",
        "original name", "name in original language", "group", "association", "ngo",
        "арганізацыя", "арганізацыі", "назва", "назва арганізацыі", "афіцыйная назва", "поўная назва", "аб'яднанне",
        "афіцыйная назва арганізацыі", "поўная назва арганізацыі",
        "организация", "организации", "название", "название организации", "официальное название", "наименование",
        "наименование организации", "полное название", "полное наименование", "официальное название организации",
        "полное название организации", "объединение", "нко",
        "організація", "організації", "назва організації", "офіційна назва", "повна назва", "об'єднання",
        "офіційна назва організації", "повна назва організації", "найменування",
        "organisationsname", "name der organisation", "offizieller name", "verein", "verband",
        "nom de l'organisation", "nom officiel", "association", "nom de l'association",
        "organizacja", "nazwa", "nazwa organizacji", "pełna nazwa", "oficjalna nazwa",
        "organización", "nombre de la organización", "nombre oficial", "asociación",
        "organizacija", "organizacijos pavadinimas", "pavadinimas",
    ),
    "organisation_latin": (
        "organisation latin", "name in latin script", "latin name", "name in latin letters", "english name",
        "name in english", "organisation in english", "organization in english", "transliteration",
        "transliterated name", "organisation name in english", "organization name in english", "latin",
        "назва лацінкай", "назва лацінскімі літарамі", "назва па-англійску", "англійская назва", "лацінкай",
        "название латиницей", "название на английском", "английское название", "латиницей", "наименование латиницей",
        "название латинскими буквами", "название по-английски", "название на английском языке",
        "назва латиницею", "назва англійською", "англійська назва", "назва латинськими літерами", "латиницею",
        "name in lateinischer schrift", "englischer name", "name auf englisch", "nom en anglais", "nom anglais",
        "nom en caractères latins", "nazwa po angielsku", "nazwa angielska", "nazwa w alfabecie łacińskim",
        "nombre en inglés", "nombre en caracteres latinos",
    ),
    "acronym": (
        "acronym", "abbreviation", "short name", "abbr", "initials",
        "акронім", "абрэвіятура", "скарот", "скарачэнне", "скарочаная назва", "кароткая назва",
        "акроним", "аббревиатура", "сокращение", "сокращенное название", "краткое название",
        "абревіатура", "скорочення", "скорочена назва", "коротка назва",
        "abkürzung", "kürzel", "kurzname", "sigle", "acronyme", "skrót", "akronim", "skrócona nazwa", "siglas", "sigla",
        "acrónimo",
    ),
    "website": (
        "website", "web site", "web", "site", "homepage", "home page", "url", "web address", "web page", "webpage",
        "www", "internet",
        "сайт", "вэб-сайт", "вэбсайт", "старонка", "інтэрнэт-старонка", "сайт арганізацыі",
        "веб-сайт", "вебсайт", "веб-страница", "сайт организации", "ссылка",
        "вебсторінка", "веб-сторінка", "сайт організації", "посилання",
        "webseite", "internetseite", "site web", "site internet", "strona", "strona internetowa", "strona www",
        "sitio web", "página web", "svetainė", "tinklalapis",
    ),
    "country": (
        "country", "country of registration", "country code", "state", "based in",
        "краіна", "краіна рэгістрацыі", "дзяржава", "страна", "страна регистрации", "государство",
        "країна", "країна реєстрації", "держава",
        "land", "staat", "pays", "kraj", "państwo", "país", "šalis", "valstybė",
    ),
    "representative": (
        "representative", "contact", "contact person", "contact name", "person", "represented by", "signatory",
        "name of representative", "name of contact", "full name", "first and last name", "representative name",
        "прадстаўнік", "прадстаўніца", "кантактная асоба", "кантакт", "імя", "імя і прозвішча", "прозвішча", "асоба",
        "імя прадстаўніка", "прозвішча і імя",
        "представитель", "контактное лицо", "контакт", "имя", "фио", "ф.и.о.", "имя и фамилия", "фамилия",
        "имя представителя", "фамилия и имя", "фамилия, имя, отчество", "фамилия имя",
        "представник", "представниця", "контактна особа", "ім'я", "піб", "п.і.б.", "ім'я та прізвище", "прізвище",
        "ім'я представника", "прізвище та ім'я", "ім'я і прізвище",
        "ansprechpartner", "ansprechperson", "ansprechpartnerin", "kontaktperson", "kontakt", "vertreter", "vertretung",
        "représentant", "représentante", "personne de contact", "nom du représentant",
        "przedstawiciel", "osoba kontaktowa", "imię i nazwisko", "osoba do kontaktu",
        "representante", "persona de contacto", "contacto", "atstovas", "kontaktinis asmuo",
    ),
    "role": (
        "role", "position", "function", "job title", "office", "role in organisation", "role in organization",
        "пасада", "роля", "функцыя", "должность", "роль", "функция", "посада", "функція",
        "rolle", "funktion", "amt", "fonction", "rôle", "poste", "stanowisko", "funkcja", "rola", "cargo", "función",
        "pareigos",
    ),
    "email": (
        "email", "e mail", "mail", "email address", "e mail address", "mail address", "contact email", "emails",
        "contact e mail", "electronic mail", "e-mails",
        "пошта", "эл. пошта", "электронная пошта", "адрас электроннай пошты", "эл. адрас", "электронны адрас",
        "імэйл", "емэйл", "мэйл", "э-пошта",
        "почта", "эл. почта", "электронная почта", "адрес электронной почты", "эл. адрес", "электронный адрес",
        "имейл", "емейл", "е-мейл", "мейл", "мэйл", "э-почта", "имэйл",
        "ел. пошта", "електронна пошта", "адреса електронної пошти", "ел. адреса", "електронна адреса", "е-пошта",
        "емейл", "імейл",
        "e-mail-adresse", "mailadresse", "e-mail adresse", "courriel", "adresse e-mail", "adresse mail",
        "adresse électronique", "mél", "adres e-mail", "poczta", "e-mail kontaktowy", "adres mailowy",
        "correo", "correo electrónico", "dirección de correo", "el. paštas", "paštas",
    ),
    "language": (
        "language", "language of invitation", "preferred language", "lang", "language of correspondence",
        "мова", "мова запрашэння", "мова перапіскі", "язык", "язык приглашения", "язык переписки",
        "мова запрошення", "мова листування", "sprache", "korrespondenzsprache", "langue", "język", "idioma", "lengua",
        "kalba",
    ),
    "note": (
        "note", "notes", "comment", "comments", "remark", "remarks",
        "заўвага", "заўвагі", "нататка", "нататкі", "каментар", "каментарый", "каментары",
        "примечание", "примечания", "заметка", "заметки", "комментарий", "комментарии",
        "примітка", "примітки", "нотатка", "нотатки", "коментар", "коментарі",
        "bemerkung", "bemerkungen", "anmerkung", "notiz", "remarque", "remarques", "commentaire",
        "uwaga", "uwagi", "komentarz", "nota", "notas", "comentario", "observaciones", "pastaba", "pastabos",
    ),
}  # fmt: skip
# By what longer headings are known, by field, in the order in which they are looked for: "Contact email of the
# organisation" is an address before it is a contact or an organisation. A stem begins a word; "=" before it means the
# whole word, "*" anywhere, for scripts that put no spaces between words.
STEMS = {
    "email": (
        "email mail emailadres courriel correo =posta eposta mejl pasztas =past =pasto pastas poczt пошт почт имейл "
        "емейл мейл мэйл імэйл емэйл имэйл імейл имејл =e_mail =epost sahkoposti spost "
        "*邮箱 *邮件 *郵件 *信箱 *メール *이메일 "
        "*البريد электронный_адрес электронны_адрас эл_адрас эл_адрес електронн_адрес електронна_адрес ел_адрес "
        "adresse_electron *ایمیل *ايميل *إيميل *אימייל *מייל *دوال *ईमेल *e_pasts el_pastas"
    ),
    "website": (
        "website web site webseite webpage homepage url =link links www internet сайт вебсайт вэбсайт страниц старонк "
        "сторинк ссылк спасылк посилання sitio pagina strona svetain tinklalap webov sito stranka honlap kodulehe "
        "hjemmeside *网站 *网址 *網站 *網址 *ウェブ *홈페이지 *موقع *الموقع *וב *אתר"
    ),
    "language": (
        "languag language =lang sprache langue idioma lengua lingua jezyk kalba taal jazyk jezik dil =dili мов язык "
        "*语言 *語言 *لغة *اللغة *언어 *言語"
    ),
    "country": (
        "countr nation =land =lande =lander =landes staat =pays =pais =paises paese nazione kraj panstw salis valstyb "
        "=zeme =stat =ulke ulke orszag =tara zemlja drzava drzav краин краін країн =страна =страны =стране =странах "
        "держав дзяржав государств *国家 *國家 *国名 *国籍 *국가 *البلد *بلد *دولة *الدولة *کشور *מדינה χωρα"
    ),
    "role": (
        "role position function job_title =post posizione ruolo poste fonction funktion rolle stanowisk funkcj cargo "
        "funcion puesto pareig pozice funkce pozicija gorev unvan pozisyon functie должност пасад посад функц роль "
        "*职务 *職務 *职位 *役職 *المنصب *الصفة *직책"
    ),
    "organisation_latin": (
        "latin english translit english_name anglais inglese ingles englisch angielsk английск англійск англійсь "
        "лацін латин *英文 *الإنجليزية"
    ),
    "acronym": (
        "acron abbrev =abbr kurzel abkurz sigle sigla skrot skrocon short_name аббрев абрэв абрев акрон сокращ скароч "
        "скороч *缩写 *简称"
    ),
    "note": (
        "note notes comment remark bemerk anmerk kommentar remarqu commentair uwag komentar komentarz observac osserv "
        "poznam napomen opomb aciklama opmerking примеч замеч замет коммент заув натат камент приміт нотат комент "
        "*备注 "
        "*備註 *ملاحظ *備考"
    ),
    "first_name": (
        "first_name given_name name_and_surname firstname forename vorname prenom nombre_de_pila imie =ime =imya "
        "voornaam jmeno =nome_proprio ad_soyad_yok =имя імя імʼя =імя ім_я *名字"
    ),
    "last_name": (
        "last_name surname name_and_surname family_name lastname nachname familienname nom_de_famille apellid cognome "
        "nazwisk prijmeni prezime achternaam sobrenome apelido pavarde soyad фамили прозвишч прозвішч прызвішч "
        "призвищ прізвищ *姓氏"
    ),
    "representative": (
        "represent contact person signator signer responsib focal full_name your_name coordinator director leader "
        "president chair kontakt ansprech vertret contatt referente persona rappresent contacto responsable "
        "responsabile przedstaw osob osoba atstov yetkili temsilci zastup контакт представ прадстаў прадстау кантакт "
        "асоб особа фио піб *联系人 *聯繫人 *联络人 *担当者 *الشخص *ممثل *اسم_المسؤول *담당자"
    ),
    "organisation": (
        "organis organiz org =orgs ngo ngos =ngo company account institution entit group association associat member "
        "charit foundation partner signatory_name verein verband stiftung ong asbl entidad colectivo fundacion "
        "asociac stowarzysz fundac instytuc podmiot kurulus dernek vakif spolek sdruzen naam_van udruga udruzen "
        "biedriba organisatsioon szervezet назв наименов найменув организац арганізац організац аб_яднанн объединен "
        "обʼєднанн об_єднанн нко нпо *组织 *組織 *机构 *機構 *团体 *團體 *団体 *名称 *单位 "
        "*المنظم *منظمة *الجهة *جمعية *المؤسس *مؤسسة "
        "*سازمان *ארגון *단체 *조직"
    ),
}  # fmt: skip
# What such a heading names that no field is: a moment, a telephone, a street, a number, an answer to a question.
OTHER_THINGS = (
    "timestamp time_stamp zeitstempel horodat marca_temporal sygnatura znacznik отметка_времени пазнак познач "
    "=date =datum =дата =data =fecha created submitted modified updated phone telephone =tel mobile mobil =fax "
    "whatsapp signal telegram телефон тэлефон telefon telefono handy cell facebook twitter instagram linkedin "
    "tiktok youtube social city town =zip postcode postal postleitzahl =plz street strasse mailing_address "
    "mailing_list newsletter =ort stadt =ville ciudad citta miasto miejsco город горад місто адрес_офиса "
    "почтовый_адрес поштов_адрес паштовы_адрас =id =uid =uuid =no =nr =number номер нумар type_of тип_ тып_ =type "
    "=тип categor kategor катег sector status статус logo mission descri описан апісан опис beschreib budget "
    "founded year_ =год =рік =jahr number_of members_number consent agree соглас згод zgod einverst privacy gdpr "
    "subscrib how_many do_you would_you will_you can_we may_we want_to have_you are_you did_you source record "
    "tags =tag fee iban *电话 *電話 *手机 *城市 *时间 *الهاتف *هاتف *المدينة *تاريخ *الطابع"
)
# "Name" is the organisation's where no other column is, else the representative's.
BARE_NAMES = (
    "name", "names", "nom", "nombre", "nazwisko", "nome", "naam", "navn", "namn", "nev", "ad", "isim", "jmeno", "nazev",
    "имя", "імя", "імʼя", "ім'я", "название", "назва", "名字", "姓名", "名称", "名稱", "الاسم", "اسم", "氏名", "이름",
)  # fmt: skip
# Words that say nothing of what a column holds.
REMARKS = (
    "required", "optional", "mandatory", "the", "of", "your", "its", "обязательно", "обязательное", "необязательно",
    "абавязкова", "неабавязкова", "обов'язково", "необов'язково", "pflichtfeld", "obligatoire", "wymagane",
    "obligatorio", "if", "any", "please", "our", "и", "a", "an",
)  # fmt: skip
