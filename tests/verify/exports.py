#!/usr/bin/env python3
"""Reads what `onrecord export` writes with readers that are not ours.

    python3 tests/verify/exports.py ONRECORD ARTICLE FOLDER [--context anno.jsonld] [--score score.py]

Exports ARTICLE in every format into FOLDER and checks each: CSV with Python's csv, JSON with json,
JSON-LD with PyLD (no term dropped when expanded) and rdflib, ClaimReview against the terms of
schema.org that rdflib knows, Markdown with markdown-it, brat standoff by Python's own lines and
characters, training data with a scorer. What is not installed is skipped, saying so. The W3C's
context is not fetched: give its file (https://www.w3.org/ns/anno.jsonld) with --context.
"""
import argparse, csv, importlib, io, json, pathlib, subprocess, sys

parser = argparse.ArgumentParser()
parser.add_argument("program")
parser.add_argument("article")
parser.add_argument("folder")
parser.add_argument("--context")
parser.add_argument("--score")
asked = parser.parse_args()
folder = pathlib.Path(asked.folder)
folder.mkdir(parents=True, exist_ok=True)


def optional(name, what):
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"skipped: {what} needs the Python package {name}")


def export(kind, name):
    path = folder / name
    subprocess.run([asked.program, "export", asked.article, "--format", kind, "-o", path, "--force"], check=True)
    return path


text = None
for line in export("jsonl", "x.jsonl").read_text().splitlines():
    record = json.loads(line)
    if record["kind"] == "document":
        text = record["text"]
        raw = text.encode()
        continue
    parts = [raw[start:end].decode() for start, end in record["spans"]]
    assert not parts or record["exact"] == " … ".join(parts), record
    assert record["machine"] is None or record["machine"]["by"].startswith("onrecord ")
    assert all(human["by"] for human in record["human"])
print("jsonl: json reads it, every span is its words")

rows = list(csv.DictReader(io.StringIO(export("csv", "x.csv").read_bytes().decode(), newline="")))
for row in rows:
    assert None not in row and None not in row.values(), row
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in row.values()), row
print(f"csv: csv reads {len(rows)} rows, no cell is a formula")

markdown = export("md", "x.md").read_text()
if it := optional("markdown_it", "reading Markdown"):
    def walk(tokens):
        for token in tokens:
            assert token.type not in ("html_block", "html_inline", "image"), token
            if token.type == "link_open":
                assert token.info == "auto" and token.attrGet("href").startswith("http"), token
            walk(token.children or [])
    walk(it.MarkdownIt("commonmark").enable("table").parse(markdown))
    print("md: markdown-it finds no HTML, no image, no link but addresses")

w3c = json.loads(export("w3c", "x.w3c.json").read_text())
annotations = w3c["first"]["items"]
for annotation in annotations:
    for target in annotation["target"]:
        by = {selector["type"]: selector for selector in target.get("selector", [])}
        if len(by) == 2:
            quote, position = by["TextQuoteSelector"], by["TextPositionSelector"]
            start, end = position["start"], position["end"]
            assert text[start:end] == quote["exact"]
            assert text[:start].endswith(quote["prefix"]) and text[end:].startswith(quote["suffix"])
print(f"w3c: positions and quotes of {len(annotations)} annotations agree in code points")
if asked.context and (pyld := optional("pyld", "expanding JSON-LD")):
    from pyld import jsonld
    context = json.loads(pathlib.Path(asked.context).read_text())
    jsonld.set_document_loader(
        lambda url, options={}: {"contextUrl": None, "documentUrl": url, "document": context, "contentType": "application/ld+json"}
    )
    # "assessing" is in the Recommendation, and in the published context only since July 2021.
    if "assessing" not in context["@context"]:
        context["@context"]["assessing"] = "oa:assessing"

    def count(value, expanded):
        """Keys and strings that survive expansion, to be compared."""
        if isinstance(value, dict):
            own = sum(1 for key in value if key not in ("@context", "@type", "type", "@value", "@list", "id", "@id"))
            return own + sum(count(inner, expanded) for key, inner in value.items() if key != "@context")
        if isinstance(value, list):
            return sum(count(inner, expanded) for inner in value)
        return 0

    expanded = jsonld.expand(w3c)
    assert count(w3c, False) == count(expanded, True), (count(w3c, False), count(expanded, True))
    back = jsonld.compact(expanded, "http://www.w3.org/ns/anno.jsonld")
    assert "rdf:" not in json.dumps(back) and "oa:" not in json.dumps(back)
    print(f"w3c: PyLD expands and compacts it, none of {count(w3c, False)} terms dropped")
    if rdflib := optional("rdflib", "reading RDF"):
        graph = rdflib.Graph()
        graph.parse(data=jsonld.to_rdf(w3c, {"format": "application/n-quads"}), format="nt")
        OA = rdflib.Namespace("http://www.w3.org/ns/oa#")
        found = set(graph.subjects(rdflib.RDF.type, OA.Annotation))
        assert len(found) == len(annotations), (len(found), len(annotations))
        assert all(graph.value(one, OA.hasTarget) is not None for one in found)
        print(f"w3c: rdflib finds {len(found)} annotations with targets, {len(graph)} triples")

critic = export("criticmarkup", "x.critic.md").read_text()
if (md := optional("markdown", "reading CriticMarkup")) and optional("pymdownx.critic", "reading CriticMarkup"):
    import html, re
    settings = {"pymdownx.critic": {"mode": "reject"}}
    page = md.markdown(critic, extensions=["pymdownx.critic"], extension_configs=settings)
    assert not re.search(r"<(a|img|script|h\d|ul|ol|blockquote|em|strong)\b", page), page
    words = re.sub(r"\W+", "", html.unescape(re.sub(r"<[^>]*>", "", page)))
    whole = re.sub(r"\W+", "", text)
    assert words == whole, (words[:300], whole[:300])
    print("criticmarkup: pymdownx.critic takes comments and highlights out, the article's words stay")

reviews = json.loads(export("claimreview", "x.claimreview.json").read_text())
if rdflib := optional("rdflib", "checking terms of schema.org"):
    from rdflib.namespace import SDO

    def terms(value):
        if isinstance(value, dict):
            for key, inner in value.items():
                if key == "@type":
                    assert inner in SDO.__annotations__, inner
                elif not key.startswith("@"):
                    assert key in SDO.__annotations__, key
                terms(inner)
        elif isinstance(value, list):
            for inner in value:
                terms(inner)

    terms(reviews)
    print(f"claimreview: every term of {len(reviews)} reviews is schema.org's")
for review in reviews:
    assert review["claimReviewed"] and review["reviewRating"]["alternateName"] and review["url"]

export("brat", "x.brat")
source = (folder / "x.brat.txt").read_bytes().decode()
assert source == text
declared = {line.split("\t")[0] for line in (folder / "annotation.conf").read_text().splitlines()}
seen, kinds, refers = set(), {}, []
for line in (folder / "x.brat.ann").read_bytes().decode().splitlines():
    name, data, *tail = line.split("\t")
    assert name not in seen, line
    seen.add(name)
    if name[0] == "T":
        kind, offsets = data.split(" ", 1)
        spans = [tuple(map(int, pair.split(" "))) for pair in offsets.split(";")]
        assert " ".join(source[start:end] for start, end in spans) == tail[0], line
        kinds[name] = kind
        assert kind in declared, line
    elif name[0] == "E":
        (kind, trigger), *roles = [item.split(":") for item in data.split(" ")]
        assert kinds[trigger] == kind and kind in declared, line
        refers += [filler for _, filler in roles]
    elif name[0] == "A":
        kind, on, *value = data.split(" ")
        assert kind in declared and len(value) < 2, line
        refers.append(on)
    else:
        assert name[0] == "#" and data.startswith("AnnotatorNotes ") and tail, line
        refers.append(data.split(" ")[1])
assert set(refers) <= seen
print(f"brat: {len(seen)} lines, every text is what stands at its offsets")

training = export("training", "x.training.jsonl")
record = json.loads(training.read_text())
for attribution in record["attributions"]:
    for start, end in attribution["source"] + attribution["cue"] + attribution["content"]:
        words = record["text"].encode()[start:end].decode()
        assert words == words.strip() and words
print(f"training: {len(record['attributions'])} attributions, every span is trimmed words")
if asked.score:
    predicted = folder / "predicted.jsonl"
    found = subprocess.run([asked.program, "analyze", asked.article], check=True, capture_output=True).stdout
    predicted.write_bytes(found)
    subprocess.run([sys.executable, asked.score, "attribution", training, predicted], check=True)
