#!/usr/bin/env python3
"""Seeds for the fuzz targets, made of the project's own samples, by other programs where they are installed.

    python3 fuzz/seeds.py [FOLDER]     FOLDER is fuzz/corpus if it is not given; each target gets a folder in it

Office files and books are taken apart, since their targets put the parts together again (`onrecord_fuzz::container`),
and PDF documents are written without compression and without their tables (`onrecord_fuzz::table`).
"""
import json, mailbox, pathlib, re, shutil, subprocess, sys, tempfile, zipfile
from email.message import EmailMessage

here = pathlib.Path(__file__).resolve().parent
out = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else here / "corpus")
samples = [path.read_text(encoding="utf-8") for path in sorted((here / "../assets/samples").glob("*.txt"))]
work = pathlib.Path(tempfile.mkdtemp())


def seed(target, name, content):
    folder = out / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def run(*args):
    try:
        done = subprocess.run([str(arg) for arg in args], capture_output=True, timeout=120)
        return done.stdout if done.returncode in (0, 3) else None
    except OSError:
        return None


def parts(path):
    """What `container` puts together again: text parts whole, of pictures and the like the name alone."""
    content = b""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            small = archive.getinfo(name).file_size < 40_000
            text = name.endswith((".xml", ".rels", ".opf", ".ncx", ".xhtml", ".html", "mimetype"))
            content += b"\n=== " + name.encode() + b"\n" + (archive.read(name) if text and small else b"")
    return content


def bare(pdf):
    """Without the table of objects, whose places every change makes wrong."""
    pdf = re.sub(rb"\nxref\n.*?(?=\ntrailer)", b"", pdf, flags=re.S)
    return re.sub(rb"startxref.*", b"", pdf, flags=re.S)


STORY = """# Pier & ferry\n\nKESSIN — *It costs* three million, **Lena Ortiz** said.\n\n## Costs\n
> "It opens in May," she said.\n\n- An item\n- Another[^1]\n\n1. First\n\n| Year | Cost |\n|---|---|\n| 2024 | 3 |\n
[^1]: In crowns.\n"""
PAGE = """<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Pier | The Daily Harbour</title>
<meta property="og:title" content="Pier"><meta name=author content="Ines Roth"><meta property="article:published_time" content="2024-04-12T10:00:00-04:00">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"Pier","datePublished":"2024-04-12","author":{"name":"Ines Roth"}}</script>
<style>.x,#y>p{display:none;color:#fff} p{visibility:hidden}</style></head><body><nav><ul><li><a href=/n>News</a></ul></nav><div style="position:absolute;left:-9999px">Far</div>
<main><article><h1>Pier</h1><p class=byline>By Ines Roth<p>%s</p><blockquote><p>We open in May.</blockquote><ul><li>One<li>Two</ul><ol start=3><li>Three</ol>
<table><tr><th>Year<th>Cost<tr><td>2024<td>3</table><pre>a\n b</pre><figure><img src=x><figcaption>The pier</figcaption></figure><p hidden>Gone<p class=x>Gone<p>A<br>b&nbsp;&amp;&#8217;<svg><title>t</title></svg></article></main>
<aside>Sign up now</aside><section id=comments><p>Liar!</section><footer>(c)</footer></body></html>"""
sources = {"story": STORY, "sample": "# " + samples[0]}

for name, text in sources.items():
    source = work / f"{name}.md"
    source.write_text(text)
    for kind in ("docx", "odt", "epub"):
        if run("pandoc", source, "-o", work / f"{name}.{kind}", "--metadata", "title=Pier") is not None:
            seed(kind, f"pandoc-{name}", parts(work / f"{name}.{kind}"))
            if name == "story":
                seed(kind, "whole", (work / f"{name}.{kind}").read_bytes())
    if (html := run("pandoc", "-s", source, "--metadata", "title=Pier")) is not None:
        seed("html", f"pandoc-{name}", html)
        (work / f"{name}.html").write_bytes(html)
    for kind in ("docx", "odt", "pdf"):
        page = work / f"{name}.{'odt' if kind != 'odt' else 'docx'}"
        run("soffice", f"-env:UserInstallation=file://{work}/office", "--headless", "--convert-to", kind, "--outdir", work / "lo", page)
        made = work / f"lo/{name}.{kind}"
        if made.exists() and kind != "pdf":
            seed(kind, f"office-{name}", parts(made))
    chromium = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={work}/chromium", f"--print-to-pdf={work}/chromium-{name}.pdf"]
    run("chromium", *chromium, f"file://{work}/{name}.html")
    (work / f"{name}.ms").write_text(".TL\nPier\n.2C\n.PP\n" + text.replace("\n\n", "\n.PP\n"))
    if (pdf := run("groff", "-k", "-ms", "-Tpdf", work / f"{name}.ms")) is not None:
        (work / f"groff-{name}.pdf").write_bytes(pdf)
    for path in [work / f"lo/{name}.pdf", work / f"chromium-{name}.pdf", work / f"groff-{name}.pdf"]:
        if path.exists():
            flat = run("qpdf", "--qdf", "--object-streams=disable", path, "-")
            if flat is not None and len(flat) < 200_000:
                seed("pdf", f"{path.parent.name[:2]}{path.stem}", bare(flat))
            if name == "story":
                seed("pdf", f"whole-{path.stem}", path.read_bytes())

stream = "BT /F1 12 Tf 1 0 0 1 50 700 Tm (The pier reopens) Tj 0 -14 Td [(in) -250 (May.)] TJ ET q 1 0 0 rg 3 Tr /X Do Q"
objects = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
           "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
           "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 5 0 R /Resources << /Font << /F1 3 0 R >> /XObject << /X 6 0 R >> >> >>",
           f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
           "<< /Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /Font << /F1 3 0 R >> >> /Length 38 >>\nstream\nBT /F1 9 Tf 50 500 Td (In a form.) Tj ET\nendstream"]
seed("pdf", "hand", "%PDF-1.4\n" + "".join(f"{n} 0 obj\n{o}\nendobj\n" for n, o in enumerate(objects, 1)) + "trailer << /Size 7 /Root 1 0 R >>\n")

seed("html", "news", PAGE % samples[0].split("\n\n")[1])
seed("html", "old", "<HTML><BODY><TABLE><TR><TD><A HREF=a>Index</A><TD><FONT><H1>Pier</H1>It opens.<br><br>In May.</FONT></TABLE>")
RSS = "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>Harbour</title><item><title>Pier &amp; ferry</title><link>https://h.example/1</link><pubDate>Fri, 12 Apr 2024 10:00:00 -0400</pubDate><dc:creator>Ines</dc:creator><description>&lt;p&gt;It opens.&lt;/p&gt;</description><content:encoded><![CDATA[<p>It <b>opens</b> in May.</p>]]></content:encoded></item><item><title>Two</title><description>Later</description></item></channel></rss>"
ATOM = "<feed xmlns='http://www.w3.org/2005/Atom'><title>Harbour</title><entry><title type='html'>Pier</title><link href='https://h.example/1'/><updated>2024-04-12T10:00:00Z</updated><author><name>Ines</name></author><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>It opens.</p></div></content></entry></feed>"
JSON = {"version": "https://jsonfeed.org/version/1.1", "title": "Harbour", "items": [{"id": "1", "title": "Pier", "content_html": "<p>It opens.</p>", "date_published": "2024-04-12T10:00:00Z", "authors": [{"name": "Ines"}], "url": "https://h.example/1"}, {"id": "2", "content_text": "Later\n\nToday"}]}
for name, content in {"rss": RSS, "atom": ATOM, "json": json.dumps(JSON)}.items():
    seed("feed", name, content)


def mail(kind):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Ana Ruiz <ana@h.example>", "desk@h.example", "Re: Pier – ferry"
    message["Date"], message["Message-ID"] = "Fri, 12 Apr 2024 10:00:00 -0400", "<1@h.example>"
    answered = "On Fri, 3 May 2024 at 10:00, Bo Lind <bo@h.example> wrote:\n> Does it open?\n>> When?\n>\n> Tell me.\n"
    outlook = "-----Original Message-----\nFrom: Bo Lind\nSent: Friday, May 3, 2024 10:00 AM\nTo: Ana\nSubject: Pier\n\nDoes it open?\n"
    text = f"It opens in May – said Lena.\n\n- One\n- Two\n\n{outlook if kind == 'outlook' else answered}\n-- \nAna\nPress office\n"
    message.set_content(text, cte="base64" if kind == "base64" else "quoted-printable")
    if kind in ("html", "attached"):
        page = f"<div dir=ltr>It opens.</div><div class=gmail_quote><div class=gmail_attr>On Fri, Bo wrote:</div><blockquote type=cite>Does it open?</blockquote></div>{'<div id=divRplyFwdMsg><b>From:</b> Bo<br><b>Sent:</b> Friday</div><p>Old' if kind == 'html' else ''}"
        message.add_alternative(page, subtype="html")
    if kind == "attached":
        message.add_attachment(b"%PDF-1.4 x", maintype="application", subtype="pdf", filename="annex–1.pdf")
        message.add_attachment(mail("outlook"))
    return message


box = mailbox.mbox(work / "box")
for kind in ("plain", "outlook", "base64", "html", "attached"):
    seed("mail", kind, mail(kind).as_bytes())
    box.add(mail(kind))
box.flush()
seed("mbox", "box", (work / "box").read_bytes())

odd = "e\u0301 \u05e9\u05dc\u05d5\u05dd \u202eabc\u202c \u65e5\u672c\u8a9e \U0001f469\u200d\U0001f469 \x1b[31m \t\u00ad \ufeff a\u0300\u0301\r\n"
transcript = "MR. KIRBY: Good morning.\n\nQ    Is it over?\n\nMR. KIRBY: No -- we think --\n\n(Laughter.)\n"
for target in ("shown", "document", "analysis", "rules", "decode", "wrap", "anchor", "comparison", "versions", "actions"):
    for name, text in {"story": STORY, "odd": odd, "transcript": transcript}.items():
        seed(target, name, text)
    for index, text in enumerate(samples):
        for piece, start in enumerate(range(0, len(text), 400)):
            seed(target, f"sample{index}-{piece}", text[start : start + 600])
for name in ("utf-8", "utf-16", "utf-16-be", "cp1252", "shift_jis", "iso-2022-jp", "gb18030", "koi8-r"):
    seed("decode", name, (samples[0][:300] + odd).encode(name, "ignore"))
seed("config", "own", (here / "../config.toml").read_bytes())
for key in ("<C-x>", "gg", "<leader>a", "<S-Tab>", "<Esc>"):
    seed("keys", re.sub(r"\W", "_", key), key)
for target in ("store", "import"):
    seed(target, "empty", b""), seed(target, "some", bytes(range(256)) + b'{"after":null}' * 4)
shutil.rmtree(work, ignore_errors=True)
for folder in sorted(out.iterdir()):
    files = [path for path in folder.iterdir()]
    print(f"{folder.name:<12} {len(files):>3} seeds, {sum(path.stat().st_size for path in files):>8} bytes")
