#!/usr/bin/env python3
"""Takes titles off the names that `onrecord analyze` prints, for corpora whose annotators leave them out:

    onrecord analyze --input jsonl ewt.jsonl | without_titles.py > found.jsonl

"President Ruiz" becomes "Ruiz"; a name that is only a title is left as an empty place, which scorers pass over.
"""

import json
import sys

for line in sys.stdin:
    document = json.loads(line)
    for person in document["people"]:
        titles = dict(person["titles"])
        for places in (person["mentions"], person["names"]):
            places[:] = [[titles.get(start, start), end] for start, end in places]
    print(json.dumps(document, ensure_ascii=False))
