"""Trains the names network: see README.md. One command:

    python names.py --corpora ../../shared/corpora --features DIR --vectors vectors.bin --out names.bin
"""

import argparse
import json
import os
import random
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

import encoder
import weights
from vectors import hash_of

# The tags: outside, then begin and inside of each. A title is what stands before a person's name, or alone for one
# ("Madam Speaker"); a people is "Americans".
ROLES = ["person", "place", "organization", "event", "title", "people"]
PERSON, PLACE, ORGANIZATION, EVENT, TITLE, PEOPLE = range(6)
TAGS = 1 + 2 * len(ROLES)
KINDS = {"person": PERSON, "PER": PERSON, "place": PLACE, "LOC": PLACE, "organization": ORGANIZATION, "ORG": ORGANIZATION, "event": EVENT}
# Which slots of the features are looked at.
USED = [
    "prefix", "suffix", "form", "class", "marks", "quote", "paragraph", "place", "name", "people", "places", "grammar",
    "brackets", "rest", "listed", "document",
]  # fmt: skip
# Bits of the slots "people" and "places".
GIVEN, HONORIFIC, ROLE, RANK, DEMONYM = 1, 8, 16, 32, 128
# What stands before a title without a name.
BEFORE_TITLE = ["the", "this", "our", "madam"]
LONGEST = 600
EVIDENCE = 16
SECTION = 4096


def token_range(spans, start, end):
    """Tokens that touch bytes [start, end)."""
    first = int(np.searchsorted(spans[:, 1], start, side="right"))
    last = int(np.searchsorted(spans[:, 0], end, side="left"))
    return first, last


def shippable(record):
    """Texts whose licence lets weights be passed on."""
    return "NC" not in (record.get("text_licence") or "")


def gum_names(record):
    """(start, end, role, plural) of each named entity: the run of proper nouns, over "of" to the next."""
    tokens = record["tokens"]
    starts = [t["span"][0] for t in tokens]
    raw = record["text"].encode()
    for entity in record["entities"]:
        role = KINDS.get(entity["type"])
        if not entity.get("named") or role is None or not entity.get("name"):
            continue
        start, end = entity["name"]
        at = int(np.searchsorted(starts, end))
        last = int(np.searchsorted(starts, entity["span"][1]))
        # "University of California", "Republic of Korea": scored by the first run alone.
        if role != PERSON and at < last and raw[slice(*tokens[at]["span"])] == b"of":
            at += 1
            while at < last and tokens[at]["upos"] in ("DET",):
                at += 1
            while at < last and tokens[at]["upos"] == "PROPN":
                end = tokens[at]["span"][1]
                at += 1
        inner = [t for t in tokens[int(np.searchsorted(starts, start)) : last] if t["span"][1] <= end]
        plural = bool(inner) and inner[-1].get("xpos") == "NNPS"
        yield start, end, role, plural


def load_names(record):
    """(start, end, role or None, plural) of each name of a record of any corpus."""
    if "names" in record:
        return [tuple(name) for name in record["names"]]
    if record["corpus"] == "gum":
        return list(gum_names(record))
    return [(*e["span"], KINDS.get(e["type"]), False) for e in record["entities"]]


def load(corpora, features, vectors, split, corpus):
    """Documents with "allowed": for each token which tags the annotation admits. `corpus` may be the path of a file
    that `augment.py` wrote."""
    path = corpus if corpus.endswith(".jsonl") else os.path.join(corpora, split, f"{corpus}.jsonl")
    base = os.path.basename(path)[: -len(".jsonl")]
    documents, slots = weights.read_features(os.path.join(features, f"{split}-{base}.bin"), vectors)
    records = [{"corpus": base, **json.loads(line)} for line in open(path)]
    names = {name: at for at, (name, _) in enumerate(slots)}
    kept = []
    for document, record in zip(documents, records):
        assert document["id"] == record["id"]
        corpus = record["corpus"]
        if split == "train" and not shippable(record):
            continue
        spans, values = document["spans"], document["slots"]
        people, places, form = (values[:, names[slot]] for slot in ("people", "places", "form"))
        tags = np.zeros(len(spans), dtype=np.int64)
        unsure = np.zeros(len(spans), dtype=bool)
        found = load_names(record)
        taken = np.zeros(len(spans), dtype=bool)
        for start, end, role, plural in sorted(found, key=lambda f: f[0] - f[1]):
            first, last = token_range(spans, start, end)
            if first >= last or taken[first:last].any():
                continue
            taken[first:last] = True
            if role is None:
                unsure[first:last] = True
                continue
            if role == PERSON and corpus == "gum":
                titles = [(people[i] & HONORIFIC) or (people[i] & (ROLE | RANK) and not people[i] & GIVEN) for i in range(first, last)]
                if all(titles):
                    role = TITLE
                elif plural or all(places[i] & DEMONYM for i in range(first, last)):
                    role = PEOPLE
                else:
                    cut = first + next(at for at, title in enumerate(titles) if not title)
                    if cut > first:
                        tags[first], tags[first + 1 : cut] = 1 + 2 * TITLE, 2 + 2 * TITLE
                        first = cut
            tags[first], tags[first + 1 : last] = 1 + 2 * role, 2 + 2 * role
        allowed = np.zeros((len(spans), TAGS), dtype=bool)
        allowed[np.arange(len(spans)), tags] = True
        if corpus != "gum":
            # Neither corpus marks peoples; EWT marks no events, and what wikigold calls miscellaneous may be one. Titles
            # are no part of a name there.
            capital = (form // 2 >= 2) & (form // 2 <= 4)
            open_tags = [1 + 2 * PEOPLE, 2 + 2 * PEOPLE]
            events = [1 + 2 * EVENT, 2 + 2 * EVENT]
            for i in np.flatnonzero((tags == 0) & capital):
                allowed[i, open_tags] = True
                if corpus == "ewt" or unsure[i]:
                    allowed[i, events] = True
        document["tags"], document["allowed"] = tags, allowed
        document["capital"] = (form // 2 >= 2) & (form // 2 <= 4)
        document["corpus"] = corpus
        kept.append(document)
    return kept, slots


def load_titles(features, vectors, corpus):
    """Texts that nobody annotated, for titles alone: what the rules are sure of is told (a capitalised title before a name, or
    behind "the" or "Madam" without one), words in lower case are nothing, and all else is left open."""
    documents, slots = weights.read_features(os.path.join(features, f"train-{corpus}.bin"), vectors)
    at = {name: n for n, (name, _) in enumerate(slots)}
    single = {hash_of(word) for word in BEFORE_TITLE}
    for document in documents:
        values = document["slots"]
        people, form, name = (values[:, at[slot]] for slot in ("people", "form", "name"))
        capital = (form // 2 >= 2) & (form // 2 <= 4)
        title = capital & (((people & HONORIFIC) > 0) | (((people & (ROLE | RANK)) > 0) & ((people & GIVEN) == 0)))
        allowed = np.ones((len(form), TAGS), dtype=bool)
        near = capital | np.append(capital[1:], False) | np.append(False, capital[:-1])
        allowed[~near] = False
        allowed[~near, 0] = True
        i = 0
        while i < len(form):
            end = i
            while end < len(form) and title[end] and document["sentence"][end] == document["sentence"][i]:
                end += 1
            if end == i:
                i += 1
                continue
            named = end < len(form) and name[end] == 1 and capital[end]
            alone = not (end < len(form) and capital[end]) and i > 0 and int(document["words"][i - 1]) in single
            addressed = alone or ((people[i] & HONORIFIC) > 0 and end - i > 1 and not (end < len(form) and capital[end]))
            if not (people[end - 1] & ROLE or named and (people[i:end] & (ROLE | HONORIFIC)).any()):
                named = addressed = False
            if named or addressed:
                tell(allowed, i, end, TITLE)
            if named:
                last = end + 1
                while last < len(form) and name[last] == 2:
                    last += 1
                tell(allowed, end, last, PERSON)
            i = end
        document["tags"], document["allowed"], document["capital"] = np.zeros(len(form), dtype=np.int64), allowed, capital
        document["corpus"] = corpus
    return documents


def tell(allowed, first, last, role):
    """Only this role is admitted for tokens first..last."""
    allowed[first:last] = False
    allowed[first, 1 + 2 * role] = True
    allowed[first + 1 : last, 2 + 2 * role] = True


class Net(nn.Module):
    def __init__(self, slots, vectors, width, layers, dropout):
        super().__init__()
        self.encoder = encoder.Encoder(slots, USED, vectors, width, layers, dropout)
        self.tags = nn.Linear(width, TAGS)
        self.evidence = nn.Linear(width, EVIDENCE)
        self.recall = nn.Linear(6 * EVIDENCE, TAGS, bias=False)
        nn.init.zeros_(self.recall.weight)

    def forward(self, rows, values, mask, words):
        """`words` [T, B]: the same number for the same capitalised word, 0 for all else."""
        state = self.encoder(rows, values, mask)
        return F.log_softmax(self.tags(state) + self.recall(self.remembered(state, words)), dim=-1)

    def remembered(self, state, words):
        """What the whole document says of a word and its neighbours: the mean and the maximum of the evidence where it
        stands. A name clear once is clear everywhere."""
        length, batch, _ = state.shape
        evidence = torch.tanh(self.evidence(state)).reshape(length * batch, EVIDENCE)
        named = words.reshape(-1) > 0
        keys = (words * batch + torch.arange(batch)).reshape(-1)[named]
        different, home = torch.unique(keys, return_inverse=True)
        own = evidence[named]
        count = torch.bincount(home, minlength=len(different)).clamp_min(1)[:, None]
        mean = torch.zeros(len(different), EVIDENCE).index_add(0, home, own) / count
        most = torch.full((len(different), EVIDENCE), -1.0).scatter_reduce(
            0, home[:, None].expand(-1, EVIDENCE), own, "amax", include_self=True
        )
        found = torch.zeros(length * batch, 2 * EVIDENCE)
        found = found.index_put((torch.nonzero(named)[:, 0],), torch.cat([mean, most], dim=1)[home])
        found = found.view(length, batch, -1)
        none = torch.zeros(1, batch, 2 * EVIDENCE)
        return torch.cat([found, torch.cat([none, found[:-1]]), torch.cat([found[1:], none])], dim=-1)

    def tensors(self):
        out = self.encoder.tensors("names.")
        out["names.evidence.matrix"] = (encoder.array(self.evidence.weight.t()), "i8")
        out["names.evidence.bias"] = (encoder.array(self.evidence.bias)[None], "f32")
        out["names.recall.matrix"] = (encoder.array(self.recall.weight.t()), "i8")
        out["names.tags.matrix"] = (encoder.array(self.tags.weight.t()), "i8")
        out["names.tags.bias"] = (encoder.array(self.tags.bias)[None], "f32")
        return out


def words_of(documents, batch, length):
    """For `Net.forward`: the hash of each capitalised word."""
    words = np.zeros((length, len(batch)), dtype=np.int64)
    for b, (d, start, end) in enumerate(batch):
        document = documents[d]
        words[: end - start, b] = np.where(document["capital"][start:end], document["words"][start:end] + 1, 0)
    return torch.from_numpy(words)


def decode(scores, breaks):
    """The best sequence of tags in which an inside tag follows its begin or itself."""
    length = len(scores)
    back = np.zeros((length, TAGS), dtype=np.int64)
    best = np.zeros(TAGS)
    inside = np.arange(2, TAGS, 2)
    for t in range(length):
        top = int(best.argmax())
        from_ = np.full(TAGS, top)
        value = np.full(TAGS, best[top])
        if t == 0 or breaks[t]:
            value[inside] = -1e9
        else:
            own = best[inside] >= best[inside - 1]
            from_[inside] = np.where(own, inside, inside - 1)
            value[inside] = np.maximum(best[inside], best[inside - 1])
        back[t] = from_
        best = value + scores[t]
    tags = np.zeros(length, dtype=np.int64)
    tag = int(best.argmax())
    for t in range(length - 1, -1, -1):
        tags[t] = tag
        tag = back[t][tag]
    return tags


def segments(tags):
    """{(role, first, last)} of a sequence of tags."""
    found, open_role, start = set(), None, 0
    for i, tag in enumerate(list(tags) + [0]):
        role, begins = (None, False) if tag == 0 else ((tag - 1) // 2, tag % 2 == 1)
        if open_role is not None and (role != open_role or begins):
            found.add((open_role, start, i))
            open_role = None
        if role is not None and open_role is None:
            open_role, start = role, i
    return found


def scores_of(net, documents):
    """Log probabilities of the tags for each document, run over whole paragraphs."""
    net.eval()
    out = []
    with torch.no_grad():
        for d, document in enumerate(documents):
            parts = []
            for start, end in encoder.windows(document, SECTION):
                rows, values, mask = encoder.pack(documents, [(d, start, end)])
                parts.append(net(rows, values, mask, words_of(documents, [(d, start, end)], len(rows)))[:, 0].numpy())
            out.append(np.concatenate(parts) if parts else np.zeros((0, TAGS)))
    net.train()
    return out


def smoothed(document, scores, share):
    """A name clear once is clear everywhere: capitalised words get part of their mean over the document."""
    if not share:
        return scores
    out = scores.copy()
    places = {}
    for i in np.flatnonzero(document["capital"]):
        places.setdefault(document["words"][i], []).append(i)
    for at in places.values():
        if len(at) > 1:
            out[at] = (1 - share) * scores[at] + share * np.log(np.exp(scores[at]).mean(axis=0))
    return out


def measure(documents, scores, share=0.0, bias=0.0):
    """F1 of each role, in per cent."""
    right, found, gold = np.zeros(len(ROLES)), np.zeros(len(ROLES)), np.zeros(len(ROLES))
    for document, score in zip(documents, scores):
        breaks = np.zeros(len(score), dtype=bool)
        if len(score):
            breaks[1:] = np.diff(document["sentence"]) > 0
        score = smoothed(document, score, share)
        if bias:
            score = score.copy()
            score[:, 0] -= bias
        mine, theirs = segments(decode(score, breaks)), segments(document["tags"])
        for role in range(len(ROLES)):
            a, b = {s for s in mine if s[0] == role}, {s for s in theirs if s[0] == role}
            found[role] += len(a)
            gold[role] += len(b)
            right[role] += len(a & b)
    return 200 * right / np.maximum(1, found + gold)


def report(dev, net, label):
    lines = []
    for corpus, documents in dev.items():
        scores = scores_of(net, documents)
        for share in (0.0, 0.4):
            figures = measure(documents, scores, share)
            lines.append(f"{corpus} share {share}: " + " ".join(f"{r[:4]} {f:.1f}" for r, f in zip(ROLES, figures)))
    print(label, *lines, sep="\n  ", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--corpora", required=True)
    parser.add_argument("--features", required=True)
    parser.add_argument("--vectors", required=True)
    parser.add_argument("--rare", default="", help="the table that clusters.py makes")
    parser.add_argument("--more", default="", help="files of augment.py, by comma")
    parser.add_argument("--titles", default="", help="texts without annotation whose titles the rules tell")
    parser.add_argument("--out", required=True)
    parser.add_argument("--width", type=int, default=128)
    parser.add_argument("--layers", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=14)
    parser.add_argument("--dropout", type=float, default=0.3)
    parser.add_argument("--words", type=float, default=0.1, help="share of words that are forgotten")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--batch", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--drop", default="", help="slots not to look at, by comma")
    args = parser.parse_args()
    encoder.repeatable(args.seed)
    for slot in filter(None, args.drop.split(",")):
        USED.remove(slot)
    vectors = weights.Vectors(args.vectors)
    if args.rare:
        vectors.add_rare(args.rare)
    train, dev = [], {}
    for corpus in ("gum", "ewt", "wikigold"):
        documents, slots = load(args.corpora, args.features, vectors, "train", corpus)
        train += documents * (2 if corpus == "wikigold" else 1)  # the smallest
        dev[corpus], _ = load(args.corpora, args.features, vectors, "dev", corpus)
    for path in filter(None, args.more.split(",")):
        train += load(args.corpora, args.features, vectors, "train", path)[0]
    if args.titles:
        train += load_titles(args.features, vectors, args.titles)
    net = Net(slots, vectors.table, args.width, args.layers, args.dropout)
    average = encoder.Average(net, 0.998)
    optimiser = torch.optim.AdamW(net.parameters(), lr=args.rate, weight_decay=0.01)
    rng = random.Random(args.seed)

    def cut():
        return [(d, start, end) for d, document in enumerate(train) for start, end in encoder.windows(document, LONGEST, rng)]

    steps = args.epochs * len(encoder.batches(cut(), args.batch))
    tokens = sum(len(document["spans"]) for document in train)
    print(f"{len(train)} documents, {tokens} tokens, about {steps} steps", flush=True)
    affixes = [at for at, (name, _) in enumerate(slots) if name in ("prefix", "suffix")]
    step, begun = 0, time.process_time()
    for epoch in range(args.epochs):
        total = 0.0
        for batch in encoder.batches(cut(), args.batch, rng):
            for group in optimiser.param_groups:
                group["lr"] = encoder.rate(min(step, steps - 1), steps, args.rate)
            rows, values, mask = encoder.pack(train, batch)
            allowed = torch.zeros(*mask.shape, TAGS, dtype=torch.bool)
            for b, (d, start, end) in enumerate(batch):
                allowed[: end - start, b] = torch.from_numpy(train[d]["allowed"][start:end])
            words = words_of(train, batch, len(rows))
            rows, values = encoder.word_dropout(rows, values, args.words, affixes)
            loss = -torch.logsumexp(net(rows, values, mask, words).masked_fill(~allowed, -1e9), dim=-1)
            loss = (loss * mask).sum() / mask.sum()
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            average.update(net)
            total += loss.item()
            step += 1
        if epoch % 2 == 1 or epoch + 1 == args.epochs:
            before = average.into(net)
            report(dev, net, f"epoch {epoch + 1}, loss {total / max(1, steps // args.epochs):.4f}, {time.process_time() - begun:.0f} s")
            with torch.no_grad():
                for name, value in net.named_parameters():
                    value.copy_(before[name])
    average.into(net)
    encoder.quantised(net)
    report(dev, net, "as written")
    about = f"names of people, places, organizations and events; GUM without non-commercial texts, EWT, wikigold; seed {args.seed}"
    tensors = net.tensors()
    if args.rare:
        rare = weights.read(args.rare)
        tensors["rare.words"] = (rare["rare.words"], "u32")
        tensors["rare.rows"] = (rare["rare.rows"], "i8")
    weights.write(args.out, about, tensors)
    torch.save(net.state_dict(), args.out + ".pt")


if __name__ == "__main__":
    main()
