#!/usr/bin/env python3
"""How well other formats are read: token F1 of the extracted text against the text that was put in.

    python3 tests/verify/formats.py ONRECORD TEXTS FOLDER [--only PATTERN] [--worst N] [--short]

TEXTS is a folder with plain-text briefings, FOLDER takes what is generated (nothing of it belongs into the project).
Documents are made by programs that are not ours, as far as they are installed: pandoc, LibreOffice, groff, Chromium,
and Python's email and mailbox. Web pages get the surroundings of news sites: menus, adverts, comments, teasers; others
are in the themes of site generators (MkDocs, Sphinx, Pelican), of which nothing was written by us. On
them readability-lxml and trafilatura are measured too, where Python has them. Prints one line for each document and
a table; exits 1 where a format is below its floor. --short takes two texts, and only programs that start at once.
"""
import argparse, collections, email.message, html, json, mailbox, os, pathlib, re, shutil, subprocess, sys

FLOORS = {"html": 97, "html, themes": 97, "docx": 99, "odt": 99, "epub": 99, "eml": 99, "mbox": 99, "feed": 97, "pdf": 96}
parser = argparse.ArgumentParser()
parser.add_argument("onrecord"), parser.add_argument("texts"), parser.add_argument("folder")
parser.add_argument("--only", default=""), parser.add_argument("--worst", type=int, default=0)
parser.add_argument("--short", action="store_true")
asked = parser.parse_args()
out = pathlib.Path(asked.folder)
out.mkdir(parents=True, exist_ok=True)
have = {name: shutil.which(name) for name in ("pandoc", "soffice", "groff", "chromium", "mkdocs", "sphinx-build", "pelican")}
if asked.short:
    have |= {"soffice": None, "chromium": None, "mkdocs": None, "sphinx-build": None, "pelican": None}
for name in (name for name, path in have.items() if not path):
    print(f"without {name}: {'it starts slowly' if asked.short and shutil.which(name) else 'it is not installed'}")


def run(*args, **kw):
    return subprocess.run([str(a) for a in args], check=True, capture_output=True, timeout=300, **kw)


def paragraphs(path):
    """Title and paragraphs: one a line, or apart by blank lines."""
    text = path.read_text(encoding="utf-8").replace("\\[", "[").replace("\\]", "]")
    text = re.sub(r"[\u200b\ufeff\u00ad]", "", text).replace("\u00a0", " ")
    parts = [" ".join(p.split()) for p in text.split("\n")]
    return [p for p in parts if p]


def tokens(text):
    return re.findall(r"\w+|[^\w\s]", text)


def f1(found, gold):
    a, b = collections.Counter(tokens(found)), collections.Counter(tokens(gold))
    same = sum((a & b).values())
    return 200 * same / max(1, sum(a.values()) + sum(b.values()))


def right_paragraphs(found, gold):
    """Per cent of the gold paragraphs that stand as one paragraph, word for word."""
    there = collections.Counter(re.sub(r"\W+", "", p) for p in found)
    return 100 * sum(there[re.sub(r"\W+", "", p)] > 0 for p in gold) / max(1, len(gold))


# --- pages as news sites have them -------------------------------------------------------------------------------
LOREM = "Our newsletter brings the best stories to your inbox every morning; sign up now and never miss one of them. "
TEASERS = ["Ten recipes for cold evenings", "Weather: rain expected in the north", "Ferry prices rise again", "What we know about the new stadium"]


def teasers(cls):
    return f"<div class='{cls}'><h3>More for you</h3><ul>" + "".join(f"<li><a href='/x{i}'>{t}</a></li>" for i, t in enumerate(TEASERS)) + "</ul></div>"


def body(parts, every=0, advert="<div class='ad-container'><span>Advertisement</span><p>Buy two, get one free this week only at Bolt &amp; Sons.</p></div>"):
    lines = []
    for i, p in enumerate(parts):
        lines.append(f"<p>{html.escape(p, quote=False)}</p>")
        if every and i % every == every - 1:
            lines.append(advert)
    return "\n".join(lines)


def comments(cls="comments-area"):
    return f"<section id='comments' class='{cls}'><h2>3 comments</h2>" + "".join(f"<div class='comment'><p><b>reader{i}</b>: I have read this twice and still do not believe what they say about it, sorry.</p></div>" for i in range(3)) + "</section>"


def classic(t, parts):
    return f"""<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>{html.escape(t)} | The Daily Harbour</title>
<meta property="og:title" content="{html.escape(t)}"><meta property="og:site_name" content="The Daily Harbour">
<meta name="author" content="Ines Roth"><meta property="article:published_time" content="2024-04-12T10:00:00-04:00"></head><body>
<header class="site-header"><a href=/>The Daily Harbour</a><nav><ul><li><a href=/n>News</a><li><a href=/s>Sport</a><li><a href=/w>Weather</a></ul></nav></header>
<div id="cookie-notice"><p>We and our 812 partners use cookies and similar methods to recognise visitors and remember their preferences.</p></div>
<main><article class="post"><header><h1>{html.escape(t)}</h1><p class="byline">By Ines Roth, political reporter</p><time datetime="2024-04-12">12 April 2024</time>
<div class="social-share"><a href=#>Facebook</a> <a href=#>X</a> <a href=#>Mail</a></div></header>
{body(parts, 5)}<div class="tags"><a href=/t1>Politics</a> <a href=/t2>World</a></div></article>{teasers('related-posts')}{comments()}</main>
<aside class="sidebar"><h3>Newsletter</h3><p>{LOREM}</p>{teasers('most-read')}</aside><footer><p>© 2024 The Daily Harbour. All rights reserved.</p></footer>
<script>var t = "<p>not text</p>";</script></body></html>"""


def divs(t, parts):
    """No article element; classes only."""
    half = len(parts) // 2
    return f"""<html><head><meta charset="utf-8"><title>{html.escape(t)} - Morning Wire</title><script type="application/ld+json">{json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", "headline": t, "datePublished": "2024-03-19T09:00:00Z", "author": {"@type": "Person", "name": "Otto Lind"}, "publisher": {"name": "Morning Wire"}})}</script>
<style>.tracker{{display:none}} .menu li{{float:left}}</style></head><body class="has-sidebar"><div id="wrap"><div class="menu top-menu"><ul><li><a href=/a>Home</a></li><li><a href=/b>World</a></li><li><a href=/c>Business</a></li></ul></div>
<div class="row"><div class="col-8"><h1 class="headline">{html.escape(t)}</h1><div class="meta-info"><span class="author">Otto Lind</span> <span class="published">March 19, 2024</span></div>
<div class="story-body"><div class="chunk">{body(parts[:half])}</div><div class="promo-box"><p>Subscribe for one dollar a week and read everything without limits.</p></div><div class="chunk">{body(parts[half:], 7)}</div><p class="tracker">This must not be read at all by anyone.</p></div>
<div class="newsletter-signup"><p>{LOREM}</p></div></div><div class="col-4">{teasers('widget')}<div class="widget"><p>{LOREM}</p></div></div></div>
<div id="disqus_thread">{comments('x')}</div><div class="footer-links"><a href=/i>Imprint</a> <a href=/p>Privacy</a></div></div></body></html>"""


def old(t, parts):
    """A layout of tables, one paragraph ended by the next, line breaks."""
    text = "<br><br>\n".join(html.escape(p, quote=False) for p in parts)
    return f"""<HTML><HEAD><TITLE>{html.escape(t)}</TITLE></HEAD><BODY BGCOLOR="#ffffff"><TABLE width=100%><TR><TD width=150><A HREF="a.html">Index</A><BR><A HREF="b.html">Archive</A><BR><A HREF="c.html">Contact</A></TD>
<TD><H1>{html.escape(t)}</H1><FONT face=Arial>{text}</FONT></TD></TR></TABLE><HR><CENTER><A HREF="a.html">Back</A> | <A HREF="d.html">Next</A> | <A HREF="e.html">Print</A></CENTER></BODY></HTML>"""


def government(t, parts):
    return f"""<!doctype html><html><head><meta charset=utf-8><title>{html.escape(t)} | Office of the Press Secretary</title><meta property="og:site_name" content="Office of the Press Secretary"></head>
<body><a class="skip-link" href="#main">Skip to content</a><header role="banner"><nav class="main-nav"><ul><li><a href=/>Home</a><li><a href=/b>Briefing Room</a><li><a href=/c>Contact</a></ul></nav></header>
<main id="main"><section class="topper"><h1>{html.escape(t)}</h1><div class="shares"><a href=#>Share</a></div></section><section class="body-content"><div class="container">{body(parts)}</div></section></main>
<section class="next-up"><h2 class="related-title">Next Up</h2><div class="related"><a href=/n>{TEASERS[0]}</a></div></section><footer class="footer"><ul><li><a href=/p>Privacy</a><li><a href=/q>Copyright</a></ul></footer></body></html>"""


PAGES = {"classic": classic, "divs": divs, "old": old, "government": government}

# --- the other formats -------------------------------------------------------------------------------------------


def markdown(t, parts):
    escape = lambda s: re.sub(r"([\\`*_{}\[\]<>#+\-.!|~^$@'\"])", r"\\\1", s)
    return f"# {escape(t)}\n\n" + "\n\n".join(escape(p) for p in parts) + "\n"


def troff(t, parts, macros):
    lines = [".pl 11i", ".nr PS 11", ".nr VS 13"] if macros == "ms" else []
    lines += [".TL", t.replace("\\", "\\e")]
    for p in parts:
        p = p.replace("\\", "\\e")
        lines += [".PP" if macros == "ms" else ".P", ("\\&" if p[0] in ".'" else "") + p]
    return "\n".join(lines) + "\n"


def make(name, t, parts, index):
    made = []

    def add(kind, suffix, maker):
        path = out / f"{name}.{suffix}"
        if asked.only and not re.search(asked.only, path.name):
            return
        try:
            if not path.exists():
                maker(path)
            made.append((kind, path, t, parts))
        except (subprocess.SubprocessError, OSError) as error:
            print(f"not made: {path.name}: {error}", file=sys.stderr)

    pages = list(PAGES.items())
    for shape, page in (pages[index % 4], pages[(index + 1) % 4]):
        add("html", f"{shape}.html", lambda path: path.write_text(page(t, parts), encoding="utf-8"))
    source = out / f"{name}.source.md"
    source.write_text(markdown(t, parts), encoding="utf-8")
    plain_page = out / f"{name}.source.html"
    plain_page.write_text(f"<html><head><meta charset=utf-8><title>{html.escape(t)}</title></head><body><h1>{html.escape(t)}</h1>{body(parts)}</body></html>", encoding="utf-8")
    if have["pandoc"]:
        pandoc = lambda path, *more: run("pandoc", "-f", "markdown-smart", source, "-o", path, *more)
        add("docx", "pandoc.docx", pandoc), add("odt", "pandoc.odt", pandoc)
        add("epub", "pandoc.epub", lambda path: pandoc(path, "--metadata", f"title={t}"))
    if have["soffice"]:
        def office(path, kind):
            run("soffice", f"-env:UserInstallation=file://{out.resolve()}/office", "--headless", "--convert-to", kind, "--outdir", out / "lo", source.with_suffix("").with_suffix(".pandoc.docx") if have["pandoc"] else plain_page)
            shutil.move(next((out / "lo").iterdir()), path)
        if index % 2:
            add("odt", "office.odt", lambda path: office(path, "odt")), add("pdf", "office.pdf", lambda path: office(path, "pdf"))
        else:
            add("docx", "office.docx", lambda path: office(path, "docx:MS Word 2007 XML"))
    if have["groff"]:
        two = index % 3 == 0
        def groff(path):
            text = troff(t, parts, "ms")
            text = text.replace(".PP", ".2C\n.PP", 1) if two else text
            text = ".ds LH Harbour Press Office\n.ds RH \\*(DY\n" + text
            path.write_bytes(run("groff", "-k", "-ms", "-Tpdf", "-P-pa4", input=text.encode()).stdout)
        add("pdf", "columns.pdf" if two else "groff.pdf", groff)
    if have["chromium"] and index % 2 == 0:
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", f"--user-data-dir={out.resolve()}/chromium"]
        add("pdf", "chromium.pdf", lambda path: run("chromium", *flags, f"--print-to-pdf={path.resolve()}", f"file://{plain_page.resolve()}"))
        def saved(path):
            page = (out / f"{name}.{pages[index % 4][0]}.html").resolve()
            path.write_bytes(run("chromium", *flags, "--dump-dom", f"file://{page}").stdout)
        add("html", "saved.html", saved)

    def letter():
        mail = email.message.EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "Press Office <press@harbour.example>", "desk@courier.example", t
        mail["Date"], mail["Message-ID"] = "Fri, 12 Apr 2024 10:00:00 -0400", f"<{name}@harbour.example>"
        mail.set_content("\n\n".join(parts), cte="quoted-printable")
        if index % 2:
            mail.add_alternative(plain_page.read_text(encoding="utf-8"), subtype="html")
        mail.add_attachment(b"%PDF-1.4 x", maintype="application", subtype="pdf", filename="annex.pdf")
        return mail

    add("eml", "eml", lambda path: path.write_bytes(letter().as_bytes()))
    return made


# --- pages in the themes of site generators ----------------------------------------------------------------------


def restructured(t, parts):
    escape = lambda s: re.sub(r"([\\`*_|])", r"\\\1", s)
    lines = [escape(t), "=" * (2 * len(escape(t)))]
    # What begins like an item of a list is none.
    return "\n".join(lines) + "\n\n" + "\n\n".join("\\ " + escape(p) for p in parts) + "\n"


def built(chosen, generator, theme):
    """Pages of these texts by name, made once."""
    site = out / f"{generator}-{theme}"
    source, made = site / "docs", site / "made"
    source.mkdir(parents=True, exist_ok=True)
    if made.exists():
        return made
    for name, t, parts in chosen:
        if generator == "sphinx-build":
            (source / f"{name}.rst").write_text(restructured(t, parts), encoding="utf-8")
        elif generator == "pelican":
            head = f"Title: {t}\nDate: 2024-04-12 10:00\nCategory: Politics\nTags: world, harbour\nAuthor: Ines Roth\nSlug: {name}\n\n"
            (source / f"{name}.md").write_text(head + markdown(t, parts).split("\n\n", 1)[1], encoding="utf-8")
        else:
            (source / f"{name}.md").write_text(markdown(t, parts), encoding="utf-8")
    if generator == "mkdocs":
        (source / "index.md").write_text("# The Daily Harbour\n\nAll releases.\n")
        (site / "mkdocs.yml").write_text(f"site_name: The Daily Harbour\nuse_directory_urls: false\ntheme: {theme}\n")
        run("mkdocs", "build", "-q", "-f", site / "mkdocs.yml", "-d", made.resolve())
    elif generator == "sphinx-build":
        (source / "conf.py").write_text(f"project = 'The Daily Harbour'\nauthor = 'Ines Roth'\nsmartquotes = False\nhtml_theme = {theme!r}\n")
        (source / "index.rst").write_text("Releases\n========\n\n.. toctree::\n\n" + "".join(f"   {name}\n" for name, *_ in chosen))
        run("sphinx-build", "-q", source, made)
    else:
        (site / "conf.py").write_text("AUTHOR = 'Ines Roth'\nSITENAME = 'The Daily Harbour'\nSITEURL = ''\nTIMEZONE = 'UTC'\nLINKS = (('Imprint', '/i'),)\nSOCIAL = (('Mail', '/m'),)\n")
        run("pelican", source, "-o", made, "-s", site / "conf.py", "-t", theme, "--ignore-cache")
    return made


THEMES = [("mkdocs", "mkdocs"), ("mkdocs", "readthedocs"), ("mkdocs", "material"), ("sphinx-build", "alabaster"), ("sphinx-build", "classic"),
          ("sphinx-build", "furo"), ("sphinx-build", "sphinx_rtd_theme"), ("pelican", "notmyidea"), ("pelican", "simple")]


def sites(chosen):
    made = []
    for generator, theme in THEMES:
        if not have[generator]:
            continue
        try:
            folder = built(chosen, generator, theme)
        except (subprocess.SubprocessError, OSError) as error:
            print(f"not made: {generator}, {theme}: {error} {(getattr(error, 'stderr', b'') or b'')[-300:]}", file=sys.stderr)
            continue
        for name, t, parts in chosen:
            if (page := folder / f"{name}.html").exists():
                # Their names tell which is which.
                path = out / f"{name}.{generator}-{theme}.html"
                shutil.copy(page, path)
                made.append(("html, themes", path, t, parts))
    return made


def found(path):
    answer = subprocess.run([asked.onrecord, "analyze", str(path)], capture_output=True, timeout=120)
    if answer.returncode:
        print(answer.stderr.decode(), file=sys.stderr)
        return None
    record = json.loads(answer.stdout.splitlines()[0])
    text = record["text"].encode()
    return record, [text[p["span"][0] : p["span"][1]].decode() for p in record["paragraphs"]]


texts = sorted(pathlib.Path(asked.texts).glob("*.txt"))
if asked.short:
    texts = texts[1:3]
documents, whole_texts = [], []
for index, path in enumerate(texts):
    parts = paragraphs(path)
    if len(parts[0]) > 200:
        # A statement without a title.
        parts.insert(0, "Statement of the press office, released today")
    documents += make(path.stem[:40], parts[0], parts[1:], index)
    whole_texts.append((path.stem[:40], parts[0], parts[1:]))
documents += [made for made in sites(whole_texts[:4]) if not asked.only or re.search(asked.only, made[1].name)]
peers = {}
try:
    import trafilatura
    peers["trafilatura"] = lambda page: trafilatura.extract(page, include_comments=False, include_tables=True, favor_recall=True) or ""
except ImportError:
    pass
try:
    import readability, lxml.html
    peers["readability"] = lambda page: "\n".join(lxml.html.fromstring(readability.Document(page).summary()).itertext())
except ImportError:
    pass

scores, whole = collections.defaultdict(list), collections.defaultdict(list)
rows = []
for kind, path, title, parts in documents:
    gold = "\n".join([title, *parts])
    got = found(path)
    if got is None:
        scores[kind].append(0), whole[kind].append(0), rows.append((0, 0, path.name))
        continue
    record, blocks = got
    score, right = f1(record["text"], gold), right_paragraphs(blocks, [title, *parts])
    scores[kind].append(score), whole[kind].append(right), rows.append((score, right, path.name))
    if kind.startswith("html"):
        page = path.read_text(encoding="utf-8")
        for peer, extract in peers.items():
            # The title is no part of what they give, so it is given to them.
            text = extract(page)
            text = text if title in text else title + "\n" + text
            scores[f"{kind}, {peer}"].append(f1(text, gold))
            whole[f"{kind}, {peer}"].append(right_paragraphs(text.split("\n"), [title, *parts]))

for score, right, name in sorted(rows)[: asked.worst or None]:
    print(f"{score:6.2f} {right:6.1f}  {name}")
print(f"\n{'format':<20} {'documents':>9} {'token F1':>9} {'worst':>7} {'paragraphs':>11}")
low = 0
for kind in sorted(scores):
    mean = sum(scores[kind]) / len(scores[kind])
    low += mean < FLOORS.get(kind, 0) or kind == "pdf" and sum(whole[kind]) / len(whole[kind]) < 90
    print(f"{kind:<20} {len(scores[kind]):>9} {mean:>9.2f} {min(scores[kind]):>7.2f} {sum(whole[kind]) / len(whole[kind]):>10.1f}%")
ours = sum(kind in FLOORS for kind in scores)
print(f"{ours - low} passed, {low} failed")
sys.exit(1 if low else 0)
