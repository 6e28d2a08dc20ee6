"""The second half of the attribution network: from tagged segments to relations, trained on what the first half
really finds (with its faults), on a frozen encoder. `attribution.py` calls it.

Three small networks: a content chooses its cue (or none, or that it is no content); a relation chooses its source (or
none); and a relation gets a confidence.
"""

import random

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

import attribution as a
import encoder

HIDDEN = 16
KEY = 48
LENIENT = 3.0  # how much likelier sources are made to find further candidates
EVIDENCE = 13
EXTRAS = 4  # numbers that describe a segment by itself


class Chooser(nn.Module):
    """Scores candidates for a segment, and some ways to choose none of them."""

    def __init__(self, views, width, others):
        super().__init__()
        self.query = nn.Linear(views * 2 * width + EXTRAS * views, KEY)
        self.key = nn.Linear(2 * width + EXTRAS, KEY)
        self.places = nn.Parameter(torch.randn(views * sum(a.GEOMETRY), HIDDEN) * 0.1)
        self.mixed = nn.Linear(1 + EXTRAS * (views + 1), HIDDEN)
        self.out = nn.Linear(HIDDEN, 1)
        self.others = nn.Linear(views * 2 * width + EXTRAS * views, others)

    def forward(self, x, xe, y, ye, pairs, places):
        """x [n, .] and its extras, y [m, .] and its extras, pairs [n, c] into y (-1: none), places [n, c, views * 5]."""
        x = torch.cat([x, xe], dim=1)
        q, k = self.query(x), self.key(torch.cat([y, ye], dim=1))
        if not len(y):  # a row to point at
            k, ye = torch.zeros(1, KEY), torch.zeros(1, EXTRAS)
        at = pairs.clamp(min=0)
        dot = (q.unsqueeze(1) * k[at]).sum(-1, keepdim=True) / KEY**0.5
        extras = torch.cat([dot, xe.unsqueeze(1).expand(-1, pairs.shape[1], -1), ye[at]], dim=-1)
        hidden = F.relu(self.places[places].sum(-2) + self.mixed(extras))
        score = (self.out(hidden) + dot).squeeze(-1).masked_fill(pairs < 0, -1e4)
        return torch.cat([score, self.others(x)], dim=1)


class Linker(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.cue = Chooser(1, width, 2)  # no cue; no content
        self.source = Chooser(2, width, 1)  # no source


class Sure(nn.Module):
    """How likely content and source are right."""

    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(EVIDENCE, 12)
        self.out = nn.Linear(12, 1)

    def forward(self, x):
        return self.out(F.relu(self.hidden(x))).squeeze(-1)


def right(document, relations):
    """For each relation whether a gold one has its content (intersection over union at least half) and its source."""
    taken, out = set(), []
    size = lambda ranges: sum(e - s for s, e in ranges)
    for r in relations:
        hit = False
        for k, g in enumerate(document["gold"]):
            if k in taken:
                continue
            shared = sum(overlap(x, g["content"]) for x in r["content"])
            if 2 * shared < size(r["content"]) + size(g["content"]) - shared:
                continue
            if r["source"] and sum(overlap(x, g["source"]) for x in r["source"]) or not r["source"] and not g["source"]:
                taken.add(k)
                hit = True
                break
        out.append(hit)
    return out


def train_sure(samples, seed=1):
    """A `Sure` from (evidence, right), and from what probability on a relation is worth keeping for the F1 of all;
    `samples` is (list of evidence, list of right, number of gold relations)."""
    torch.manual_seed(seed)
    x, y = torch.tensor(samples[0]), torch.tensor(samples[1], dtype=torch.float32)
    sure = Sure()
    optimiser = torch.optim.AdamW(sure.parameters(), lr=1e-2, weight_decay=0.01)
    for step in range(1500):
        for g in optimiser.param_groups:
            g["lr"] = 1e-2 * (1 - step / 1500)
        at = torch.randint(len(x), (512,))
        loss = F.binary_cross_entropy_with_logits(sure(x[at]), y[at])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    with torch.no_grad():
        p = torch.sigmoid(sure(x))
    best = max((2 * float(y[p >= t].sum()) / (int((p >= t).sum()) + samples[2]), t) for t in np.arange(0.05, 0.6, 0.025))
    print(f"sure: {len(y)} relations, {float(y.mean()):.3f} right, loss {loss.item():.3f}, F1 {best[0]:.3f} from {best[1]:.3f}", flush=True)
    return sure, float(best[1])


class Seen:
    """Tagged segments of a document with what is known of them."""

    def __init__(self, document, scores, h, tags):
        self.document, self.scores, self.h = document, scores, h
        found = a.segments(tags)
        self.contents = [(s, e) for r, s, e in found if r == a.CONTENT]
        self.cues = [(s, e) for r, s, e in found if r == a.CUE]
        self.sources = [(s, e) for r, s, e in found if r == a.SOURCE]
        # What is a source only at second sight, where nothing else is.
        lenient = np.zeros(a.TAGS)
        lenient[3:5] = LENIENT
        for r, s, e in a.segments(a.viterbi(scores + lenient)):
            if r == a.SOURCE and not tags[s:e].any():
                self.sources.append((s, e))
        # Sources of the rules that no tag covers are candidates too.
        for rule in document["rules"]:
            for s, e in rule["source"]:
                if s < e and not tags[s:e].any() and not overlap((s, e), self.sources):
                    self.sources.append((s, e))
        self.sources.sort()
        if "owners" not in document:
            document["owners"] = a.rule_pairs(document, "content", "cue"), a.rule_pairs(document, "cue", "source")
        if "heads" not in document:
            document["heads"] = a.rule_pairs(document, "content", "source")

    def ends(self, segs):
        first = torch.tensor([s for s, _ in segs], dtype=torch.long)
        last = torch.tensor([e - 1 for _, e in segs], dtype=torch.long)
        return torch.cat([self.h[first], self.h[last]], dim=1)

    def sure(self, seg, role):
        """Mean log-probability of its tags."""
        s, e = seg
        return float(self.scores[s, 1 + 2 * role] + self.scores[s + 1 : e, 2 + 2 * role].sum()) / (e - s)

    def extras(self, segs, role):
        quoted = self.document["slots"][:, 7] > 0
        ruled = (self.document["slots"][:, 12] + 1) // 2 == role_of_rule(role)
        return torch.tensor(
            [[self.sure((s, e), role), float(np.log(e - s)), float(quoted[s:e].mean()), float(ruled[s:e].mean())] for s, e in segs],
            dtype=torch.float32,
        ).view(-1, EXTRAS)

    def to_cue(self):
        pairs, places, _ = a.link_examples(self.document, 0, 0, self.contents, self.cues, self.cues, self.contents, self.document["owners"][0], {})
        return torch.tensor(pairs).view(-1, a.NEAREST), torch.tensor(places).view(-1, a.NEAREST, 5)

    def evidence(self, relation):
        """What the confidence is made from; as `Attributor::confidence` in the program."""
        scores, contents = self.scores, relation["content"]
        mean = lambda values: float(np.mean(values))
        tag = lambda i, t: scores[i, t] if i < len(scores) else -20.0
        extras = self.extras(contents, a.CONTENT).numpy()
        one = lambda ranges, role: self.sure(ranges[0], role) if ranges else 0.0
        values = [
            relation["sure of cue"],
            relation["sure of source"],
            mean(extras[:, 0]),
            mean([tag(s, 1) for s, _ in contents]),
            mean([np.log(max(1e-4, 1 - np.exp(tag(e, 2)))) for _, e in contents]),
            one(relation["cue"], a.CUE),
            float(bool(relation["cue"])),
            one(relation["source"], a.SOURCE),
            float(bool(relation["source"])),
            float(np.log(sum(e - s for s, e in contents))),
            mean(extras[:, 2]),
            mean(extras[:, 3]),
            float(len(contents) > 1),
        ]
        return [max(-10.0, v) for v in values]

    def cue_inputs(self):
        return (
            self.ends(self.contents),
            self.extras(self.contents, a.CONTENT),
            self.ends(self.cues),
            self.extras(self.cues, a.CUE),
            *self.to_cue(),
        )

    def source_inputs(self, relations):
        """relations: [(cue or None, [contents])]; the views are cue and nearest content."""
        anchors = [cue or contents[0] for cue, contents in relations]
        firsts = [min(contents, key=lambda c: max(c[0] - x[1], x[0] - c[1])) for (_, contents), x in zip(relations, anchors)]
        near = a.candidates(anchors, self.sources)
        pairs, places = [], []
        width = sum(a.GEOMETRY)
        for n, row in enumerate(near):
            row = row + [-1] * (a.NEAREST - len(row))
            place = []
            for k in row:
                if k < 0:
                    place.append([*a.OFFSETS, *(a.OFFSETS + width)])
                    continue
                one = a.geometry(self.document, anchors[n], self.sources[k], self.cues, self.contents, self.document["owners"][1])
                two = a.geometry(self.document, firsts[n], self.sources[k], self.cues, self.contents, self.document["heads"])
                place.append([*(a.OFFSETS + one), *(a.OFFSETS + two + width)])
            pairs.append(row)
            places.append(place)
        cue = self.ends(anchors)
        blank = torch.tensor([[float(cue is not None)] for cue, _ in relations])
        extras = torch.cat([self.extras(anchors, a.CUE) * blank, self.extras(firsts, a.CONTENT)], dim=1)
        return (
            torch.cat([cue * blank, self.ends(firsts)], dim=1),
            extras,
            self.ends(self.sources),
            self.extras(self.sources, a.SOURCE),
            torch.tensor(pairs).view(-1, a.NEAREST),
            torch.tensor(np.array(places)).view(-1, a.NEAREST, 10),
        )


def role_of_rule(role):
    """Roles as the feature counts them: (value + 1) // 2."""
    return {a.CONTENT: 1, a.SOURCE: 2, a.CUE: 3}[role]


def overlap(x, ranges):
    return sum(max(0, min(x[1], e) - max(x[0], s)) for s, e in ranges)


def cue_targets(seen):
    """For each content: its gold relation or None, and the right choice."""
    gold = seen.document["gold"]
    owners, targets = [], []
    pairs = seen.to_cue()[0].tolist()
    for n, c in enumerate(seen.contents):
        shared = [overlap(c, g["content"]) for g in gold]
        best = int(np.argmax(shared)) if gold else 0
        if not gold or shared[best] * 3 < c[1] - c[0] and shared[best] * 3 < sum(e - s for s, e in gold[best]["content"]):
            owners.append(None)
            targets.append(a.NEAREST + 1)
            continue
        owners.append(best)
        right = [i for i, k in enumerate(pairs[n]) if k >= 0 and overlap(seen.cues[k], gold[best]["cue"])]
        targets.append(right[0] if right else a.NEAREST)
    return owners, targets


def group(choices, pairs, contents, cues):
    """Relations from the choice of each content."""
    by_cue, out = {}, []
    for n, choice in enumerate(choices):
        if choice == a.NEAREST + 1:
            continue
        if choice == a.NEAREST:
            out.append((None, [contents[n]], [n]))
        else:
            k = int(pairs[n][choice])
            if k not in by_cue:
                by_cue[k] = (cues[k], [], [])
                out.append(by_cue[k])
            by_cue[k][1].append(contents[n])
            by_cue[k][2].append(n)
    return out


def train_linker(model, documents, options, passes=1, epochs=5):
    """Trains a `Linker` on segments that the model finds with dropout, so that they are as faulty as on new text."""
    rng = random.Random(options.seed)
    torch.manual_seed(options.seed)
    linker = Linker(options.width)
    model.train()
    examples = ([], [])
    for _ in range(passes):
        for document in documents:
            if not len(document["rows"]):
                continue
            scores, h = a.run(model, document, 400)
            seen = Seen(document, scores, h, a.viterbi(scores + bias(options)))
            if not seen.contents:
                continue
            owners, targets = cue_targets(seen)
            examples[0].append((*seen.cue_inputs(), torch.tensor(targets)))
            # Right relations, so that the source is learnt given them.
            pairs = seen.to_cue()[0]
            relations = group(targets, pairs, seen.contents, seen.cues)
            if not relations:
                continue
            inputs = seen.source_inputs([(cue, contents) for cue, contents, _ in relations])
            right = []
            for (cue, contents, ns), row in zip(relations, inputs[4].tolist()):
                source = document["gold"][owners[ns[0]]]["source"]
                hits = [i for i, k in enumerate(row) if k >= 0 and overlap(seen.sources[k], source)]
                right.append(hits[0] if hits else a.NEAREST if not source else -100)
            examples[1].append((*inputs, torch.tensor(right)))
    model.eval()
    optimiser = torch.optim.AdamW(linker.parameters(), lr=2e-3, weight_decay=0.02)
    steps = epochs * (len(examples[0]) + len(examples[1])) // 8
    step = 0
    schedule = [(side, e) for side in (0, 1) for e in examples[side]]
    for epoch in range(epochs):
        rng.shuffle(schedule)
        totals, counts = [0.0, 0.0], [0, 0]
        for at in range(0, len(schedule), 8):
            loss = 0.0
            for side, e in schedule[at : at + 8]:
                *inputs, right = e
                inputs[0] = F.dropout(inputs[0], 0.2)
                inputs[2] = F.dropout(inputs[2], 0.2)
                score = (linker.cue, linker.source)[side](*inputs)
                one = F.cross_entropy(score, right, ignore_index=-100, reduction="sum")
                totals[side] += one.item()
                counts[side] += int((right >= 0).sum())
                loss = loss + one
            for g in optimiser.param_groups:
                g["lr"] = 2e-3 * max(0.02, 1 - step / max(1, steps))
            optimiser.zero_grad()
            (loss / 100).backward()
            nn.utils.clip_grad_norm_(linker.parameters(), 1.0)
            optimiser.step()
            step += 1
        print(f"linker epoch {epoch + 1} cue {totals[0] / max(1, counts[0]):.3f} source {totals[1] / max(1, counts[1]):.3f}", flush=True)
    linker.eval()
    with torch.no_grad():  # Where no source is doubtful, the likeliest is right more often.
        linker.source.others.bias -= options.named
    return linker


def gather(linker, model, documents, options, samples):
    """Adds what the model and linker find in documents to `samples`, for `train_sure`."""
    for document in documents:
        if not len(document["rows"]):
            continue
        scores, h = a.run(model, document)
        seen = Seen(document, scores, h, a.viterbi(scores + bias(options)))
        relations = relate(linker, seen)
        samples[0].extend(seen.evidence(r) for r in relations)
        samples[1].extend(right(document, relations))
        samples[2] += len(document["gold"])


def find(model, linker, sure, keep, options, document):
    """Relations with their confidence, as the program finds them."""
    if not len(document["rows"]):
        return []
    scores, h = a.run(model, document)
    seen = Seen(document, scores, h, a.viterbi(scores + bias(options)))
    relations = relate(linker, seen)
    if relations:
        with torch.no_grad():
            p = torch.sigmoid(sure(torch.tensor([seen.evidence(r) for r in relations]))).tolist()
        for r, one in zip(relations, p):
            r["confidence"] = one
    words = lambda r: sum(e - s for s, e in r["content"])
    return [r for r in relations if r["confidence"] >= keep or words(r) >= options.long]


def dense(name, layer):
    return {f"{name}.matrix": (encoder.array(layer.weight.t()), "i8"), f"{name}.bias": (encoder.array(layer.bias)[None], "f32")}


def tensors(linker, sure, keep, options):
    """For `weights.write`."""
    out = {"bias": (bias(options)[None], "f32"), "keep": (np.array([[keep]]), "f32"), "long": (np.array([[options.long]]), "f32")}
    lenient = np.zeros((1, a.TAGS))
    lenient[0, 3:5] = LENIENT
    out["lenient"] = (lenient, "f32")
    for name, chooser in (("cue", linker.cue), ("source", linker.source)):
        for part in ("query", "key", "mixed", "out", "others"):
            out |= dense(f"link.{name}.{part}", getattr(chooser, part))
        out[f"link.{name}.places"] = (encoder.array(chooser.places), "f32")
    for part in ("hidden", "out"):
        out |= {k: (v[0], "f32") for k, v in dense(f"sure.{part}", getattr(sure, part)).items()}
    return out


def bias(options):
    return np.array([0, options.contents, options.contents, options.sources, options.sources, options.cues, options.cues])


def relate(linker, seen, keep=0.0):
    """Relations of a document; each with the log-probabilities of its links."""
    if not seen.contents:
        return []
    with torch.no_grad():
        inputs = seen.cue_inputs()
        first = F.log_softmax(linker.cue(*inputs), dim=1)
        choices, pairs = first.argmax(1).tolist(), inputs[4]
        relations = group(choices, pairs, seen.contents, seen.cues)
        out = [{"cue": [cue] if cue else [], "content": contents, "source": [], "of": ns} for cue, contents, ns in relations]
        if relations:
            inputs = seen.source_inputs([(cue, contents) for cue, contents, _ in relations])
            second = F.log_softmax(linker.source(*inputs), dim=1)
            for r, row, near in zip(out, second.tolist(), inputs[4].tolist()):
                best = int(np.argmax(row))
                r["sure of source"] = row[best]
                if best < a.NEAREST:
                    r["source"] = [seen.sources[near[best]]]
        for r in out:
            r.setdefault("sure of source", 0.0)
            r["sure of cue"] = float(np.mean([first[n, choices[n]] for n in r["of"]])) 
    return out
