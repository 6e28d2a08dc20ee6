"""Writes about so many bytes of news, of texts that are at hand and stay there.

    python3 tests/verify/news.py SHARED BYTES OUT [--jsonl]

SHARED has briefings/*.txt and corpora/train/*.jsonl; their texts follow one another, news first, and begin again
if there are too few. With --jsonl each text is a line {"id": …, "text": …}.
"""

import glob
import itertools
import json
import os
import sys

CORPORA = ("polnear", "whreleases_unlabelled", "whbriefings", "wikigold", "gum", "ewt")


def texts(shared):
    for path in sorted(glob.glob(os.path.join(shared, "briefings", "*.txt"))):
        with open(path, encoding="utf-8") as file:
            yield file.read()
    for corpus in CORPORA:
        path = os.path.join(shared, "corpora", "train", corpus + ".jsonl")
        with open(path, encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)["text"]


def write(shared, wanted, out, jsonl=False):
    left = wanted
    with open(out, "wb") as file:
        for number in itertools.count():
            for at, text in enumerate(texts(shared)):
                if jsonl:
                    part = json.dumps({"id": f"{number}-{at}", "text": text}).encode() + b"\n"
                else:
                    part = text.encode() + b"\n\n"
                    part = part[:left].decode(errors="ignore").encode()
                file.write(part)
                left -= len(part)
                if left <= 4:
                    return


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "--jsonl"]
    write(arguments[0], int(arguments[1]), arguments[2], "--jsonl" in sys.argv)
