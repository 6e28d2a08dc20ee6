"""Trains the attribution network: see README.md. One command:

    python attribution.py --corpora ../../shared/corpora --features DIR --vectors vectors.bin --out attribution.bin
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

import encoder
import weights

ROLES = ["content", "source", "cue"]  # the tags: outside, then begin and inside of each
TAGS = 1 + 2 * len(ROLES)
CONTENT, SOURCE, CUE = range(3)
NEAREST = 10  # candidates on a link
KEY = 48
# Sizes of the parts of `geometry`.
GEOMETRY = [18, 7, 5, 16, 4]


# ---- documents and gold ----


def token_range(spans, start, end):
    """Tokens that touch bytes [start, end)."""
    first = int(np.searchsorted(spans[:, 1], start, side="right"))
    last = int(np.searchsorted(spans[:, 0], end, side="left"))
    return first, last


def load(corpora, features, vectors, split, corpus="polnear"):
    documents, slots = weights.read_features(os.path.join(features, f"{split}-{corpus}.bin"), vectors)
    records = [json.loads(line) for line in open(os.path.join(corpora, split, f"{corpus}.jsonl"))]
    for document, record in zip(documents, records):
        assert document["id"] == record["id"]
        spans = document["spans"]
        gold = []
        for attribution in record.get("attributions", []):
            relation = {}
            for role in ROLES:
                ranges = []
                for start, end in attribution[role]:
                    first, last = token_range(spans, start, end)
                    if first < last:
                        if ranges and ranges[-1][1] >= first:
                            ranges[-1] = (ranges[-1][0], max(last, ranges[-1][1]))
                        else:
                            ranges.append((first, last))
                relation[role] = ranges
            gold.append(relation)
        document["gold"] = gold
        tags = np.zeros(len(spans), dtype=np.int64)
        for role in (SOURCE, CONTENT, CUE):
            for relation in gold:
                for first, last in relation[ROLES[role]]:
                    tags[first] = 1 + 2 * role
                    tags[first + 1 : last] = 2 + 2 * role
        document["tags"] = tags
        discard = np.zeros(len(spans), dtype=bool)
        for start, end in record.get("regions", {}).get("discard", []):
            first, last = token_range(spans, start, end)
            discard[first:last] = True
        document["discard"] = discard
        document["told"] = "attributions" in record
    return documents, slots


def segments(tags):
    """[(role, first, last)] of a sequence of tags."""
    found, open_role, start = [], None, 0
    for i, tag in enumerate(list(tags) + [0]):
        role, begins = (None, False) if tag == 0 else ((tag - 1) // 2, tag % 2 == 1)
        if open_role is not None and (role != open_role or begins):
            found.append((open_role, start, i))
            open_role = None
        if role is not None and open_role is None:
            open_role, start = role, i
    return found


# ---- links: which cue a content belongs to, which source a cue has ----


def bucket(n, borders):
    return int(np.searchsorted(borders, n, side="right"))


def candidates(xs, ys):
    """For each segment of xs the nearest ys, by words between."""
    found = []
    for x0, x1 in xs:
        order = sorted(range(len(ys)), key=lambda k: max(ys[k][0] - x1, x0 - ys[k][1]))
        found.append(sorted(order[:NEAREST]))
    return found


def rule_pairs(document, near, far):
    """For each token the number of the rules' relation whose `near`/`far` it is in, or -1."""
    out = []
    for role in (near, far):
        owner = np.full(len(document["rows"]), -1)
        for k, relation in enumerate(document["rules"]):
            for first, last in relation[role]:
                owner[first:last] = k
        out.append(owner)
    return out


def geometry(document, x, y, cues, contents, owners):
    """Where segment y lies from segment x; a list of values below `GEOMETRY`."""
    (x0, x1), (y0, y1) = x, y
    after = y0 >= x1
    gap = y0 - x1 if after else x0 - y1
    sentence, paragraph = document["sentence"], document["paragraph"]
    low, high = (x1 - 1, y0) if after else (y1 - 1, x0)
    low, high = min(low, high), max(low, high)
    sign = 1 if after else -1
    between = sum(1 for c in cues if c[0] > low and c[1] <= high)
    contained = sum(1 for c in contents if c[0] > low and c[1] <= high)
    near, far = owners
    mine = {k for k in near[x0:x1].tolist() if k >= 0}
    theirs = {k for k in far[y0:y1].tolist() if k >= 0}
    rule = 0 if not mine and not theirs else 1 if mine & theirs else 2 if mine else 3
    return [
        bucket(gap, [1, 2, 3, 4, 6, 10, 20, 40]) + 9 * after,
        3 + sign * min(3, int(sentence[high] - sentence[low])),
        2 + sign * min(2, int(paragraph[high] - paragraph[low])),
        min(between, 3) * 4 + min(contained, 3),
        rule,
    ]


class Links(nn.Module):
    """Scores of pairs of segments: a product of learnt views of their ends, and where they lie from each other."""

    def __init__(self, width, none):
        super().__init__()
        self.query = nn.Linear(2 * width, KEY)
        self.key = nn.Linear(2 * width, KEY)
        self.places = nn.Parameter(torch.zeros(sum(GEOMETRY)))
        self.none = nn.Linear(2 * width, 1) if none else None

    def forward(self, x, y, pairs, places):
        """x [n, 2w], y [m, 2w], pairs [n, c] indices into y (-1 = no candidate), places [n, c, 5]."""
        q, k = self.query(x), self.key(y)
        score = (q.unsqueeze(1) * k[pairs.clamp(min=0)]).sum(-1) / KEY**0.5
        score = score + self.places[places].sum(-1)
        score = score.masked_fill(pairs < 0, -1e4)
        if self.none is not None:
            score = torch.cat([score, self.none(x)], dim=1)
        return score


class Model(nn.Module):
    def __init__(self, slots, use, vectors, width, layers, dropout):
        super().__init__()
        self.encoder = encoder.Encoder(slots, use, vectors, width, layers, dropout)
        self.tags = nn.Linear(width, TAGS)
        self.to_cue = Links(width, False)
        self.to_source = Links(width, True)


def ends(h, segs):
    """First and last rows of segments [(b, first, last)]."""
    b = torch.tensor([s[0] for s in segs], dtype=torch.long)
    first = torch.tensor([s[1] for s in segs], dtype=torch.long)
    last = torch.tensor([s[2] - 1 for s in segs], dtype=torch.long)
    return torch.cat([h[first, b], h[last, b]], dim=1)


OFFSETS = np.concatenate([[0], np.cumsum(GEOMETRY)[:-1]])


def link_examples(document, start, end, xs, ys, cues, contents, owners, target):
    """Candidates, places and the right one for each x in [start, end); target maps x index to a set of y indices."""
    pairs, places, right = [], [], []
    for n, near in enumerate(candidates(xs, ys)):
        row = near + [-1] * (NEAREST - len(near))
        place = [(OFFSETS + geometry(document, xs[n], ys[k], cues, contents, owners)).tolist() if k >= 0 else OFFSETS.tolist() for k in row]
        pairs.append(row)
        places.append(place)
        hits = [i for i, k in enumerate(row) if k in target.get(n, ())]
        right.append(hits[0] if hits else -1)
    return pairs, places, right


def gold_links(document, start, end):
    """The gold segments and links of a window: contents, cues, sources, cue of content, source of cue (or None)."""
    contents, cues, sources, to_cue, to_source = [], [], {}, {}, {}
    for relation in document["gold"]:
        cue = [c for c in relation["cue"] if start <= c[0] and c[1] <= end]
        if not cue:
            continue
        k = len(cues)
        cues.append(cue[0])
        for c in relation["content"]:
            if start <= c[0] and c[1] <= end:
                to_cue[len(contents)] = {k}
                contents.append(c)
        for s in relation["source"]:
            if start <= s[0] and s[1] <= end:
                sources.setdefault(s, len(sources))
                to_source[k] = {sources[s]}
        if not relation["source"]:
            to_source[k] = None
    return contents, cues, list(sources), to_cue, to_source


def window_links(document, start, end):
    """Everything `Links` needs for one window, with tokens counted from its start."""
    key = (start, end)
    cache = document.setdefault("links", {})
    if key in cache:
        return cache[key]
    if "owners" not in document:
        document["owners"] = rule_pairs(document, "content", "cue"), rule_pairs(document, "cue", "source")
    contents, cues, sources, to_cue, to_source = gold_links(document, start, end)
    none = {k for k, v in to_source.items() if v is None}
    known = {k: v for k, v in to_source.items() if v}
    a = link_examples(document, start, end, contents, cues, cues, contents, document["owners"][0], to_cue)
    b = link_examples(document, start, end, cues, sources, cues, contents, document["owners"][1], known)
    right = [NEAREST if n in none else r for n, r in enumerate(b[2])]
    cache[key] = contents, cues, sources, a, (b[0], b[1], right)
    return cache[key]


def link_loss(model, h, documents, batch):
    xs, ys, pairs, places, right = [[], []], [[], []], [[], []], [[], []], [[], []]
    for b, (d, start, end) in enumerate(batch):
        contents, cues, sources, first, second = window_links(documents[d], start, end)
        for at, (x, y, (p, g, r)) in enumerate([(contents, cues, first), (cues, sources, second)]):
            base = len(ys[at])
            pairs[at] += [[k + base if k >= 0 else -1 for k in row] for row in p]
            places[at] += g
            right[at] += r
            xs[at] += [(b, s - start, e - start) for s, e in x]
            ys[at] += [(b, s - start, e - start) for s, e in y]
    loss = 0.0
    for at, links in enumerate((model.to_cue, model.to_source)):
        if not xs[at] or not ys[at]:
            continue
        score = links(ends(h, xs[at]), ends(h, ys[at]), torch.tensor(pairs[at]), torch.tensor(places[at]))
        loss = loss + F.cross_entropy(score, torch.tensor(right[at]), ignore_index=-1)
    return loss


# ---- decoding ----


def viterbi(scores):
    """The best legal tags of scores [T, TAGS]."""
    length = len(scores)
    back = np.zeros((length, TAGS), dtype=np.int64)
    best = np.zeros(TAGS)
    inside = [2, 4, 6]
    for t in range(length):
        top = int(best.argmax())
        value = np.full(TAGS, best[top])
        back[t] = top
        for tag in inside:
            if t == 0:
                value[tag] = -1e9
            else:
                source = tag if best[tag] >= best[tag - 1] else tag - 1
                value[tag], back[t, tag] = best[source], source
        best = value + scores[t]
    tags = np.zeros(length, dtype=np.int64)
    tag = int(best.argmax())
    for t in range(length - 1, -1, -1):
        tags[t] = tag
        tag = back[t, tag]
    return tags


def run(model, document, longest=2048):
    """Scores of tags and the encoder's rows for a whole document."""
    scores, rows = [], []
    with torch.no_grad():
        for start, end in encoder.windows(document, longest):
            h = model.encoder(*encoder.pack([document], [(0, start, end)]))
            rows.append(h[:, 0])
            scores.append(F.log_softmax(model.tags(h[:, 0]), dim=-1))
    return torch.cat(scores).numpy(), torch.cat(rows)


def predict(model, document, bias=np.zeros(TAGS), drop=-1e9):
    """Relations of a document, as token ranges."""
    if not len(document["rows"]):
        return []
    scores, h = run(model, document)
    tags = viterbi(scores + bias)
    found = segments(tags)
    contents = [(s, e) for r, s, e in found if r == CONTENT]
    cues = [(s, e) for r, s, e in found if r == CUE]
    sources = [(s, e) for r, s, e in found if r == SOURCE]
    return relate(model, document, h, contents, cues, sources, drop)


def relate(model, document, h, contents, cues, sources, drop):
    if not cues or not contents:
        return []
    if "owners" not in document:
        document["owners"] = rule_pairs(document, "content", "cue"), rule_pairs(document, "cue", "source")
    h = h.unsqueeze(1)
    length = h.shape[0]
    pairs, places, _ = link_examples(document, 0, length, contents, cues, cues, contents, document["owners"][0], {})
    relations = [{"cue": [c], "content": [], "source": []} for c in cues]
    with torch.no_grad():
        one = lambda segs: ends(h, [(0, s, e) for s, e in segs])
        score = model.to_cue(one(contents), one(cues), torch.tensor(pairs), torch.tensor(places))
        for n, row in enumerate(score.tolist()):
            best = int(np.argmax(row))
            if row[best] > drop:
                relations[pairs[n][best]]["content"].append(contents[n])
        if sources:
            pairs, places, _ = link_examples(document, 0, length, cues, sources, cues, contents, document["owners"][1], {})
            score = model.to_source(one(cues), one(sources), torch.tensor(pairs), torch.tensor(places))
            for n, row in enumerate(score.tolist()):
                best = int(np.argmax(row))
                if best < NEAREST and pairs[n][best] >= 0:
                    relations[n]["source"].append(sources[pairs[n][best]])
    return [r for r in relations if r["content"]]


def as_claims(document, relations):
    spans = document["spans"]
    byte = lambda ranges: [[int(spans[s][0]), int(spans[e - 1][1])] for s, e in ranges]
    return [{role: byte(r[role]) or None for role in ROLES} for r in relations]


def score(gold, documents, predictions, tools):
    """The scorer's rows."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        for document, relations in zip(documents, predictions):
            file.write(json.dumps({"id": document["id"], "claims": as_claims(document, relations)}) + "\n")
        file.flush()
        command = [sys.executable, os.path.join(tools, "score.py"), "attribution", gold, file.name, "--json"]
        out = subprocess.run(command, capture_output=True, text=True, check=True)
    return {row["row"].strip(): row for row in json.loads(out.stdout)["rows"]}


SHOWN = {
    "WHO SAID WHAT (headline)": "who",
    "who said what, direct": "dir",
    "who said what, mixed": "mix",
    "who said what, indirect": "ind",
    "content alone (IoU>=.5)": "cont",
    "source: exact span": "src",
    "cue: exact span": "cue",
    "content: token overlap (tokens)": "tok",
}


def shown(rows):
    return " ".join(f"{short} {rows[name]['F1']:.1f}" for name, short in SHOWN.items() if name in rows)


# ---- training ----


def train(documents, slots, vectors, options, watch=None):
    encoder.repeatable(options.seed)
    rng = random.Random(options.seed)
    use = {name for name, _ in slots} - set(options.without.split(","))
    model = Model(slots, use, vectors.table, options.width, options.layers, options.dropout)
    plan = lambda: encoder.batches([(d, s, e) for d, doc in enumerate(documents) for s, e in encoder.windows(doc, 320, rng)], options.batch, rng)
    steps = options.epochs * len(plan())
    decay = [p for p in model.parameters() if p.dim() > 1]
    rest = [p for p in model.parameters() if p.dim() <= 1]
    optimiser = torch.optim.AdamW([{"params": decay, "weight_decay": 0.01}, {"params": rest, "weight_decay": 0.0}], lr=options.rate)
    average = encoder.Average(model)
    step, began = 0, time.process_time()
    for epoch in range(options.epochs):
        model.train()
        total, seen = 0.0, 0
        for batch in plan():
            for group in optimiser.param_groups:
                group["lr"] = encoder.rate(step, steps, options.rate)
            rows, values, mask = encoder.pack(documents, batch)
            rows, values = encoder.word_dropout(rows, values, options.forget)
            h = model.encoder(rows, values, mask)
            tags = np.full(mask.shape, -100)
            soft = np.zeros((*mask.shape, TAGS), dtype=np.float32)
            for b, (d, s, e) in enumerate(batch):
                if documents[d]["told"]:
                    tags[: e - s, b] = documents[d]["tags"][s:e]
                if "soft" in documents[d]:
                    soft[: e - s, b] = documents[d]["soft"][s:e]
            say = F.log_softmax(model.tags(h), dim=-1)
            loss = F.nll_loss(say.flatten(0, 1), torch.from_numpy(tags).flatten(), ignore_index=-100, reduction="sum")
            loss = loss / max(1, int((tags >= 0).sum()))
            taught = float(soft.sum())
            if taught:
                loss = (1 - options.taught) * loss - options.taught * (torch.from_numpy(soft) * say).sum() / taught
            linking = link_loss(model, h, documents, batch)
            optimiser.zero_grad()
            (loss + options.link * linking).backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            average.update(model)
            step += 1
            total, seen = total + loss.item(), seen + 1
        line = f"epoch {epoch + 1} loss {total / seen:.4f} link {float(linking.detach()):.3f} cpu {time.process_time() - began:.0f}s"
        if watch and (epoch + 1 == options.epochs or (epoch + 1) % options.every == 0):
            before = average.into(model)
            model.eval()
            line += " | " + watch(model)
            with torch.no_grad():
                for name, value in model.named_parameters():
                    value.copy_(before[name])
        print(line, flush=True)
    average.into(model)
    model.eval()
    return model


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    shared = os.environ.get("ONRECORD_SHARED", os.path.join(os.path.dirname(__file__), "../../shared"))
    parser.add_argument("--corpora", default=os.path.join(shared, "corpora"), help="folder with train/ and dev/")
    parser.add_argument("--tools", default=os.path.join(shared, "tools"), help="folder with score.py")
    parser.add_argument("--features", required=True, help="folder with train-polnear.bin and dev-polnear.bin")
    parser.add_argument("--vectors", required=True, help="vectors.bin")
    parser.add_argument("--out", help="where to write attribution.bin; its parts are kept beside it as *.pt")
    parser.add_argument("--width", type=int, default=160)
    parser.add_argument("--layers", type=int, default=3)
    parser.add_argument("--dropout", type=float, default=0.22)
    parser.add_argument("--forget", type=float, default=0.08, help="share of words forgotten in training")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--link", type=float, default=0.1, help="weight of the loss of links")
    parser.add_argument("--epochs", type=int, default=9)
    parser.add_argument("--every", type=int, default=3, help="epochs between two looks at dev")
    parser.add_argument("--batch", type=int, default=2000, help="tokens a step")
    parser.add_argument("--sources", type=float, default=0.7, help="added to the tags of sources before decoding")
    parser.add_argument("--cues", type=float, default=0.0, help="the same for cues")
    parser.add_argument("--contents", type=float, default=0.0, help="the same for contents")
    parser.add_argument("--named", type=float, default=2.5, help="taken off the choice of no source")
    parser.add_argument("--long", type=int, default=34, help="contents of so many words are kept, however doubtful")
    parser.add_argument("--teachers", type=int, default=3, help="networks whose mean the shipped one learns from, beside the annotation")
    parser.add_argument("--teacher-width", type=int, default=192)
    parser.add_argument("--taught", type=float, default=0.6, help="weight of what the teachers say")
    parser.add_argument("--untold", default="", help="a corpus without annotation on which the teachers are heard, too")
    parser.add_argument("--keep", type=float, default=0.25, help="relations less likely are dropped; 0 for what is best for F1 of relations")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without", default="", help="slots to leave out, with commas (ablation); 'vectors' for those")
    parser.add_argument("--fold-epochs", type=int, default=5, help="epochs for the models of the jackknife")
    parser.add_argument("--folds", type=int, default=2, help="parts of the jackknife that the confidence is fitted on; 0 for none")
    return parser.parse_args()


def kept(path, make, options):
    """A model from `path`, or made and put there."""
    if path and os.path.exists(path):
        return torch.load(path, weights_only=False)["model"]
    model = make()
    if path:
        torch.save({"model": model, "options": vars(options)}, path)
    return model


def main():
    import linking

    options = arguments()
    vectors = weights.Vectors(options.vectors)
    if "vectors" in options.without.split(","):
        vectors.table[:] = 0
    documents, slots = load(options.corpora, options.features, vectors, "train")
    dev, _ = load(options.corpora, options.features, vectors, "dev")
    gold = os.path.join(options.corpora, "dev/polnear.jsonl")
    print(sum(len(d["rows"]) for d in documents), "tokens", flush=True)

    def watch(model):
        loss = [-run(model, d)[0][np.arange(len(d["tags"])), d["tags"]].mean() for d in dev if len(d["tags"])]
        return f"dev {np.mean(loss):.4f} " + shown(score(gold, dev, [predict(model, d) for d in dev], options.tools))

    part = lambda name: f"{options.out}.{name}.pt" if options.out else None

    def taught():
        """Learns from the annotation, and from what several other networks say of the same texts and of further ones."""
        pupils = documents
        if options.untold:
            pupils = documents + load(options.corpora, options.features, vectors, "train", options.untold)[0]
        for n in range(options.teachers):
            older = argparse.Namespace(**{**vars(options), "width": options.teacher_width, "seed": options.seed + 100 + n})
            teacher = kept(part(f"teacher{n}"), lambda: train(documents, slots, vectors, older, watch), older)
            teacher.eval()
            for document in (d for d in pupils if len(d["rows"])):
                document["soft"] = document.get("soft", 0) + np.exp(run(teacher, document)[0]) / options.teachers
        model = train(pupils, slots, vectors, options, watch)
        # Those of the jackknife may not hear teachers who have read what they are asked about.
        for document in documents:
            document.pop("soft", None)
        return model

    def both(name, documents, options, make=None):
        """Model and linker, rounded as the file rounds them."""
        model = kept(part(name), make or (lambda: train(documents, slots, vectors, options)), options)
        encoder.repeatable(options.seed)
        encoder.quantised(model)
        linker = kept(part(name + "-links"), lambda: linking.train_linker(model, documents, options), options)
        encoder.quantised(linker)
        return model, linker

    model, linker = both("model", documents, options, taught)
    samples = [[], [], 0]
    shorter = argparse.Namespace(**{**vars(options), "epochs": options.fold_epochs})
    for fold in range(options.folds):
        rest = [d for n, d in enumerate(documents) if n % options.folds != fold]
        held = [d for n, d in enumerate(documents) if n % options.folds == fold]
        linking.gather(*reversed(both(f"fold{fold}", rest, shorter)), held, options, samples)
    if not options.folds:
        model.train()
        linking.gather(linker, model, documents[::3], options, samples)
        model.eval()
    sure, keep = linking.train_sure(samples)
    keep = options.keep or keep
    found = [linking.find(model, linker, sure, keep, options, d) for d in dev]
    print("dev:", shown(score(gold, dev, found, options.tools)), flush=True)
    if options.out:
        tensors = model.encoder.tensors("")
        tensors["tags.matrix"] = (encoder.array(model.tags.weight.t()), "i8")
        tensors["tags.bias"] = (encoder.array(model.tags.bias)[None], "f32")
        tensors |= linking.tensors(linker, sure, keep, options)
        weights.write(options.out, "attribution 1, PolNeAR train", tensors)


if __name__ == "__main__":
    import attribution  # under its own name, so that kept models can be read

    attribution.main()
