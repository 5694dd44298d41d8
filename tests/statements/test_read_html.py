"""Web pages and clipboards: lists as browsers number them, the main part of a page, Word and Google Docs."""

from __future__ import annotations

from statements.documents import blocks, read, words

LONG = "<p>" + "Words of the letter. " * 30 + "</p>"


def test_it_numbers_lists_as_browsers_do() -> None:
    lists = {
        "<ol><li>a<li>b</ol>": ["1. a", "2. b"],
        "<ol start=3 type=a><li>a<li value=7>b<li>c</ol>": ["c. a", "g. b", "h. c"],
        "<ol reversed><li>a<li>b</ol>": ["2. a", "1. b"],
        "<ol type=I><li>a<ol style='list-style-type:lower-roman'><li>b</ol><li>c</ol>": ["I. a", "i. b", "II. c"],
        "<ol><li>a<ul><li>b</ul></ol>": ["1. a", "- b"],
        "<ol style='list-style:upper-latin inside'><li>a</ol>": ["A. a"],
        "<ul style='list-style-type:none'><li>a<li>b</ul>": ["a", "b"],
        "<ol><li value=27 style='list-style-type:lower-alpha'>a</ol>": ["aa. a"],
        "<ol><li><p>a</p><p>more</p><li>b</ol>": ["1. a", "more", "2. b"],
        "<ol style='list-style-type:cjk-ideographic'><li>a</ol>": ["一、 a"],
    }
    for page, seen in lists.items():
        assert blocks(page) == seen, page


def test_it_reads_what_google_docs_puts_on_the_clipboard() -> None:
    item = '<li dir="ltr" style="list-style-type:{};" aria-level="{}"><p role="presentation"><span style="font-weight:400">{}</span></p></li>'.format
    page = (
        '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-0"><h1><span>Open</span></h1>'
        '<p><span>We </span><span style="font-weight:700">all</span><span style="font-style:italic"> ask</span></p><br />'
        f"<ol>{item('decimal', 1, 'One')}<ol>{item('lower-alpha', 2, 'a')}{item('lower-alpha', 2, 'b')}</ol>{item('decimal', 1, 'Two')}</ol></b>"
    )
    assert blocks(page) == ["# Open", "We **all** *ask*", "1. One", "a. a", "b. b", "2. Two"]


def test_it_reads_what_google_docs_saves_with_its_counters() -> None:
    rules = "".join(
        f"ol.lst-kix_x-{at}.start{{counter-reset:c-{at} {start}}}.lst-kix_x-{at}>li{{counter-increment:c-{at}}}"
        f'.lst-kix_x-{at}>li:before{{content:"" {content} ". "}}'
        for at, start, content in (
            (0, 4, "counter(c-0,upper-roman)"),
            (1, 0, 'counter(c-0,decimal) "." counter(c-1,decimal)'),
        )
    )
    body = (
        '<ol class="lst-kix_x-0 start"><li class="b">a</li></ol><ol class="lst-kix_x-1 start"><li>b</li><li>c</li></ol>'
        '<ol class="lst-kix_x-0"><li>d</li></ol>'
    )
    page = f"<html><style>.b{{font-weight:700}}{rules}</style>{body}"
    assert blocks(page) == ["V. **a**", "5.1. b", "5.2. c", "VI. d"]


def test_it_reads_what_word_puts_on_the_clipboard() -> None:
    entry = "<p class=MsoListParagraph style='mso-list:l0 level{} lfo1'>{}<span style='mso-list:Ignore'>{}<span>&nbsp; </span></span><![endif]>{}</p>".format
    page = (
        "<html xmlns:o='x'><body><!--StartFragment--><p class=MsoTitle><b>Open</b><o:p></o:p></p>"
        + entry(1, "<![if !supportLists]>", "2.", "Two")
        + entry(2, "<!--[if !supportLists]-->", "2.1", "Below<a style='mso-footnote-id:ftn1' href='#_ftn1'>[1]</a>")
        + entry(1, "<span style='font-family:Symbol'>", "·", "Bullet</span>")
        + "<p>x<del>no</del><ins>yes</ins></p><div style='mso-element:footnote-list'><div style='mso-element:footnote' id=ftn1>"
        "<p><a style='mso-footnote-id:ftn1' href='#_ftnref1' name='_ftn1'>[1]</a> The note</p></div></div></body></html>"
    )
    assert blocks(page) == ["# Open", "2. Two", "2.1 Below[^1]", "- Bullet", "xyes", "[^1]: The note"]


def test_it_takes_the_main_part_of_a_page_and_says_so() -> None:
    page = f"""<!doctype html><title>Open the courts | Site</title><div id="cookie-banner"><p>Cookies? <button>Yes</button></div>
        <header><nav><a href="/">Home</a></nav></header><main><aside><p>Read also</aside>{LONG}
        <div class="social-share">Share this</div><p hidden>hidden<p>A <a href="/x">local</a> &amp; <a href="javascript:x()">bad</a>
        <script>bad()</script><img src=x alt="Logo"></main><footer>Imprint</footer>"""
    assert [blocks(page)[0], *blocks(page)[2:]] == ["# Open the courts", "A local & bad"]
    assert words(read(page)) == {"page": 1, "page_parts": 2, "hidden": 1, "links": 2, "pictures": 1}


def test_it_reads_a_page_that_is_all_form_and_one_in_an_old_encoding() -> None:
    assert "Words of the letter." in read(f"<html><form>{LONG}<input value=x></form>").text
    page = "<html><meta http-equiv=Content-Type content='text/html; charset=windows-1251'><p>Мы просим открыть суды для всех</p>"
    assert read(page.encode("cp1251"), "x.htm").text == "Мы просим открыть суды для всех\n"
    assert (
        read(page.replace("windows-1251", "none").encode("koi8-r"), "x.htm").text == "Мы просим открыть суды для всех\n"
    )


def test_it_escapes_only_what_would_be_read_as_markup() -> None:
    same = "3 * 4, a_b_c, [sic], 5 < 6, AT&T, C:\\dir, snake_case [x] (y), 100 %"
    assert read(f"<p>{same.replace('&', '&amp;').replace('<', '&lt;')}</p>").text == same + "\n"
    for words_, written in {
        "*not* so": "\\*not\\* so",
        "[a](b)": "\\[a](b)",
        "`x`": "\\`x\\`",
        "&amp;copy;": "\\&copy;",
        "# no heading": "\\# no heading",
        "&gt; said": "\\> said",
        "1. typed": "1. typed",
        "– typed": "– typed",
    }.items():
        assert read(f"<p>{words_}</p>").text == written + "\n"
    assert read("<p><b>a</b>b <i> c</i>, <b>«d»</b>e</p>").text == "**a**b *c*, «d»e\n".replace("**a**b *c*", "ab c")
    assert read("<p>a<br>b<br><br>c<table><tr><td>only</table>").text == "a\\\nb\n\nc\n\nonly\n"
