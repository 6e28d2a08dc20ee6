"""Makes further training texts for the names network: `python augment.py CORPORA OUT.jsonl SEED`.

Most people, places and organizations of the training texts get another name, the same all over a document: first names and surnames
from ../assets/gazetteer (census lists, public domain), towns and countries from GeoNames (CC BY 4.0), and invented words. Some
documents lose their capitals. So the network learns what stands around names instead of the names.
"""

import json
import pathlib
import random
import sys

from names import ORGANIZATION, PERSON, PLACE, load_names, shippable

ASSETS = pathlib.Path(__file__).resolve().parent.parent / "assets"
STARTS = "b br c ch d dr f g gl h j k kr l m n p pr qu r s st t tr v w z".split()
VOWELS = "a e i o u ai ea io oo".split()


def lines(name):
    for line in (ASSETS / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def title(name):
    return " ".join(part[:1].upper() + part[1:] for part in name.split(" "))


class Names:
    def __init__(self, rng):
        self.rng = rng
        self.given = [title(line[0]) for line in lines("gazetteer/first-names.txt")]
        self.family = [title(line[0]) for line in lines("gazetteer/surnames.txt")]
        self.places = [title(line[0]) for line in lines("gazetteer/places.txt") if line[0][0].isalpha()]
        self.common = {line[0] for file in ("common-words", "organizations", "facilities") for line in lines(f"lexicon/{file}.txt")}
        self.known = {line[0] for line in lines("gazetteer/first-names.txt")}

    def invented(self):
        return "".join(self.rng.choice(STARTS) + self.rng.choice(VOWELS) for _ in range(self.rng.randint(2, 3))) + self.rng.choice(["", "", "n", "x", "r"])

    def organization(self, words, seen):
        """Words that are neither common nor kinds of organizations change."""
        out = []
        for word in words:
            if len(word) < 3 or not word.isalpha() or not word[0].isupper() or word.lower() in self.common:
                out.append(word)
                continue
            if word not in seen:
                seen[word] = title(self.invented()) if self.rng.random() < 0.6 else self.rng.choice(self.family)
            out.append(seen[word][: len(word)].upper() if word.isupper() else seen[word])
        return " ".join(out)

    def person(self, words, seen):
        """Another name of as many words; initials, particles and what is no plain word stay."""
        out = []
        for at, word in enumerate(words):
            if len(word) < 3 or not word.isalpha() or not word[0].isupper():
                out.append(word)
                continue
            if word not in seen:
                first = word.lower() in self.known and (len(words) == 1 or at + 1 < len(words))
                invented = self.rng.random() < 0.3
                seen[word] = title(self.invented()) if invented else self.rng.choice(self.given if first else self.family)
            out.append(seen[word].upper() if word.isupper() else seen[word])
        return " ".join(out)


def changed(record, names, rng):
    """The record with other names, its names as (start, end, role, plural)."""
    raw = record["text"].encode()
    people, places, firms, parts, found, at, shift = {}, {}, {}, [], [], 0, 0
    small = rng.random() < 0.08
    for start, end, role, plural in sorted(load_names(record)):
        if start < at:
            continue
        old = raw[start:end].decode()
        new = old
        if role == PERSON and not plural and rng.random() < 0.7:
            new = names.person(old.split(" "), people)
        elif role == PLACE and old[0].isupper() and not old.isupper() and rng.random() < 0.5:
            if old not in places:
                places[old] = rng.choice(names.places) if old.replace(" ", "").isalpha() else old
            new = places[old]
        elif role == ORGANIZATION and rng.random() < 0.6:
            new = names.organization(old.split(" "), firms)
        parts += [raw[at:start], new.encode()]
        begin = start + shift
        shift += len(new.encode()) - (end - start)
        found.append((begin, end + shift, role, plural))
        at = end
    text = b"".join([*parts, raw[at:]]).decode()
    if small and text.lower().encode().__len__() == len(text.encode()):
        text = text.lower()
    return {"id": record["id"], "text": text, "names": found, "corpus": record["corpus"]}


def main():
    corpora, out, seed = sys.argv[1:]
    rng = random.Random(int(seed))
    names = Names(rng)
    with open(out, "w", encoding="utf-8") as file:
        for corpus in ("gum", "ewt", "wikigold"):
            for line in open(pathlib.Path(corpora) / "train" / f"{corpus}.jsonl", encoding="utf-8"):
                record = {**json.loads(line), "corpus": corpus}
                if shippable(record):
                    file.write(json.dumps(changed(record, names, rng), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
