#!/usr/bin/env python3
"""Puts people's titles where a corpus has them, in what `onrecord analyze` prints, before it is scored:

    onrecord analyze --input jsonl gum.jsonl | titles.py part > found.jsonl
    onrecord analyze --input jsonl ewt.jsonl | titles.py off > found.jsonl

`part`: a title is part of the name, and may stand for one ("President Ruiz", "Madam Speaker"), and named groups
("Republicans") are people too. `off`: names and mentions are without titles ("Ruiz"); a mention that is only a title is left
as an empty place, which scorers pass over. Sentences become pairs of places.
"""
import json, sys

way = sys.argv[1] if len(sys.argv) == 2 else ""
if way not in ("part", "off"):
    sys.exit(__doc__)
for line in sys.stdin:
    document = json.loads(line)
    document["sentences"] = [sentence["span"] for sentence in document["sentences"]]
    if way == "part":
        document["people"] += [group | {"names": group["mentions"], "titles": []} for group in document["groups"]]
    for person in document["people"]:
        titles, names = dict(person["titles"]), person["names"]
        ends = {end: start for start, end in names}
        if way == "part":
            person["names"] = [one for one in person["mentions"] if one in names or one[0] in titles]
        else:
            bare = lambda start, end: [ends.get(end, end), end] if start in titles else [start, end]
            person["mentions"] = [bare(*one) for one in person["mentions"]]
    print(json.dumps(document, ensure_ascii=False))
