#!/usr/bin/env python3
"""How soon the first screen of large documents stands.

    python3 tests/verify/large.py PROGRAM TEXTS TOOLS FOLDER [--starts 5]

TEXTS is a folder with plain-text briefings, of which long documents are made in FOLDER: a PDF of 300 pages (groff), a
web page of 2 MB, a Word document of 200 pages (pandoc), a text of 50 MB, and a short one to compare with. TOOLS holds
ptybench.py, which starts the reader in a pseudo-terminal and waits for the title. Prints milliseconds by the clock (median and
best of the starts) and seconds of processor time for reading the document without understanding it; exits 1 where the
best start took longer than a second.
"""
import argparse, html, json, pathlib, re, resource, shutil, subprocess, sys, tempfile

parser = argparse.ArgumentParser()
for name in ("program", "texts", "tools", "folder"):
    parser.add_argument(name)
parser.add_argument("--starts", type=int, default=5)
asked = parser.parse_args()
out, program = pathlib.Path(asked.folder).resolve(), pathlib.Path(asked.program).resolve()
out.mkdir(parents=True, exist_ok=True)
TITLE = "Harbour briefing of the whole year"
texts = [path.read_text(encoding="utf-8") for path in sorted(pathlib.Path(asked.texts).glob("*.txt"))]
parts = [" ".join(line.split()) for text in texts for line in text.split("\n") if line.strip()]


def words(count):
    """Paragraphs of so many words together, over again as often as it takes."""
    at = 0
    while count > 0:
        part = parts[at % len(parts)]
        yield part
        at, count = at + 1, count - len(part.split())


def page(count):
    return f"<!doctype html><meta charset=utf-8><title>{TITLE}</title><article><h1>{TITLE}</h1>\n" + "".join(f"<p>{html.escape(part)}</p>\n" for part in words(count)) + "</article>"


def pdf(path):
    def made(count):
        lines = [".nr PS 11", ".nr VS 13", ".TL", TITLE]
        for part in words(count):
            lines += [".PP", ("\\&" if part[0] in ".'" else "") + part.replace("\\", "\\e")]
        path.write_bytes(subprocess.run(["groff", "-k", "-ms", "-Tpdf", "-P-pa4"], input="\n".join(lines).encode(), capture_output=True, check=True).stdout)
        return len(re.findall(rb"/Type */Page\b(?!s)", path.read_bytes()))
    count = 150_000
    pages = made(count)
    made(count * 301 // max(1, pages))


def text(path):
    once = "\n\n".join(words(300_000)) + "\n\n"
    with open(path, "w", encoding="utf-8") as file:
        file.write(TITLE + "\n\n")
        for _ in range(50_000_000 // len(once.encode()) + 1):
            file.write(once)


DOCUMENTS = {
    "short.txt": (None, lambda path: path.write_text(TITLE + "\n\n" + "\n\n".join(words(800)) + "\n", encoding="utf-8")),
    "50mb.txt": (None, text),
    "300.pdf": ("groff", pdf),
    "2mb.html": (None, lambda path: path.write_text(page(330_000), encoding="utf-8")),
    "200.docx": ("pandoc", lambda path: subprocess.run(["pandoc", "-f", "html", "-o", path], input=page(100_000), text=True, check=True)),
}
print(f"{'document':<12} {'MB':>6} {'median ms':>10} {'best ms':>9} {'cpu s':>7}")
late = 0
for name, (maker, make) in DOCUMENTS.items():
    path = out / name
    if maker and not shutil.which(maker):
        print(f"{name:<12} skipped, no {maker}")
        continue
    if not path.exists():
        make(path)
    bench = [sys.executable, f"{asked.tools}/ptybench.py", "--cmd", f"{program} {path}", "--ready-text", TITLE, "--json"]
    bench += ["--starts", str(asked.starts), "--n", "1", "--fresh-home"]
    said = json.loads(subprocess.run(bench, capture_output=True, text=True, check=True).stdout)
    said = said[0] if isinstance(said, list) else said
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as home:
        env = {"HOME": home, "XDG_DATA_HOME": home, "PATH": "/usr/bin:/bin"}
        subprocess.run([program, "annotations", path], env=env, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    work = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    late += said["start_min"] > 1000
    print(f"{name:<12} {path.stat().st_size / 1e6:>6.1f} {said['start_ms']:>10.0f} {said['start_min']:>9.0f} {work:>7.2f}", flush=True)
print(f"{late} later than a second")
sys.exit(1 if late else 0)
