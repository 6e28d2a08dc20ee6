"""The network that `src/analysis/engine/encoder.rs` runs: sums of learnt rows, then layers of simple recurrent units.

Shared by all models: each adds heads of its own to `Encoder`, and exports with `tensors`.
"""

import math
import random

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

import weights

# How many of the commonest words of the table of vectors have a learnt row of their own.
COMMON = 2048


class Scan(torch.autograd.Function):
    """c[t] = f[t] c[t-1] + b[t] over the first dimension."""

    @staticmethod
    def forward(ctx, f, b):
        c = b.clone()
        for t in range(1, len(c)):
            c[t].addcmul_(f[t], c[t - 1])
        ctx.save_for_backward(f, c)
        return c

    @staticmethod
    def backward(ctx, grad):
        f, c = ctx.saved_tensors
        g = grad.clone()
        for t in range(len(g) - 2, -1, -1):
            g[t].addcmul_(f[t + 1], g[t + 1])
        df = torch.zeros_like(f)
        torch.mul(g[1:], c[:-1], out=df[1:])
        return df, g


class Encoder(nn.Module):
    """`slots`: (name, number of values) of every slot; `use`: names of those looked at; `vectors`: the word table."""

    def __init__(self, slots, use, vectors, width=192, layers=2, dropout=0.3):
        super().__init__()
        assert width % 2 == 0
        self.slots = [(at, name, values) for at, (name, values) in enumerate(slots) if name in use]
        self.width, self.dropout = width, dropout
        first, total = [], 0
        for _, _, values in self.slots:
            first.append(total)
            total += values
        self.register_buffer("first", torch.tensor(first))
        self.register_buffer("columns", torch.tensor([at for at, _, _ in self.slots]))
        self.register_buffer("vectors", torch.tensor(np.concatenate([vectors, np.zeros((1, vectors.shape[1]))]), dtype=torch.float32))
        self.table = nn.Parameter(torch.randn(total, width) * 0.1)
        self.project = nn.Parameter(torch.randn(vectors.shape[1], width) * 0.1)
        self.unknown = nn.Parameter(torch.zeros(width))
        self.common = nn.Parameter(torch.zeros(COMMON + 1, width))
        self.layers = nn.ModuleList(nn.Linear(width, 3 * width) for _ in range(layers))
        for layer in self.layers:
            nn.init.xavier_uniform_(layer.weight[:width])
            nn.init.xavier_uniform_(layer.weight[width:])
            with torch.no_grad():
                layer.bias.zero_()
                layer.bias[width : 2 * width] = 1.0  # remember at first
                layer.bias[2 * width :] = -0.5  # and let the input through

    def drop(self, x):
        """Drops whole columns of a sequence."""
        if not self.training or not self.dropout:
            return x
        keep = torch.rand(1, x.shape[1], x.shape[2]) >= self.dropout
        return x * keep / (1 - self.dropout)

    def forward(self, rows, values, mask):
        """rows [T, B] (-1 for unknown words), values [T, B, all slots], mask [T, B] -> [T, B, width]."""
        length, batch = rows.shape
        known = rows >= 0
        last = self.vectors.shape[0] - 1
        words = self.vectors[torch.where(known, rows, last)] @ self.project
        words = words + self.unknown * (~known).unsqueeze(-1)
        words = words + F.embedding(torch.where(known & (rows < COMMON), rows, COMMON), self.common, padding_idx=COMMON)
        index = values[..., self.columns] + self.first
        x = F.embedding_bag(index.reshape(length * batch, -1), self.table, mode="sum").view(length, batch, -1) + words
        x = self.drop(F.relu(x))
        mask = mask.unsqueeze(-1)
        half = self.width // 2
        for layer in self.layers:
            z, f, r = layer(x).split(self.width, dim=-1)
            f, r = torch.sigmoid(f), torch.sigmoid(r)
            b = (1 - f) * z * mask
            turned = lambda t: torch.cat([t[..., :half], t[..., half:].flip(0)], dim=-1)
            c = turned(Scan.apply(turned(f), turned(b)))
            x = self.drop(x + r * (c - x)) if layer is not self.layers[-1] else x + r * (c - x)
        return self.drop(x)

    def tensors(self, prefix):
        """For `weights.write`."""
        out = {}
        for (_, name, values), first in zip(self.slots, self.first.tolist()):
            out[f"{prefix}slot.{name}"] = (array(self.table[first : first + values]), "i8")
        out[f"{prefix}project"] = (array(self.project), "i8")
        out[f"{prefix}unknown"] = (array(self.unknown)[None], "f32")
        out[f"{prefix}common"] = (array(self.common[:COMMON]), "i8")
        for at, layer in enumerate(self.layers):
            # One scale for each row of the file, which is a row of inputs here.
            out[f"{prefix}layer{at}.matrix"] = (array(layer.weight.t()), "i8")
            out[f"{prefix}layer{at}.bias"] = (array(layer.bias)[None], "f32")
        return out


def array(tensor):
    return tensor.detach().numpy().astype(np.float32)


def repeatable(seed):
    """One thread and fixed seeds: the same run gives the same weights."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    random.seed(seed)
    np.random.seed(seed)


def windows(document, longest, rng=None):
    """Cuts a document at paragraphs into ranges of at most about `longest` tokens; `rng` moves the cuts."""
    paragraph = document["paragraph"]
    starts = [0] + (np.flatnonzero(np.diff(paragraph)) + 1).tolist()
    limit = longest if rng is None else rng.randint(longest // 2, longest)
    ranges, start = [], 0
    for at, border in enumerate(starts[1:] + [len(paragraph)]):
        before = starts[at]
        if border - start > limit and before > start:
            ranges.append((start, before))
            start = before
            limit = longest if rng is None else longest
        while border - start > longest:
            ranges.append((start, start + longest))
            start += longest
    if start < len(paragraph):
        ranges.append((start, len(paragraph)))
    return ranges


def batches(ranges, tokens, rng=None):
    """Groups (document, start, end) of like length into batches of about `tokens` tokens."""
    ranges = sorted(ranges, key=lambda r: (r[2] - r[1]) + (rng.random() * 40 if rng else 0))
    out, batch = [], []
    for one in ranges:
        if batch and (len(batch) + 1) * (one[2] - one[1]) > tokens:
            out.append(batch)
            batch = []
        batch.append(one)
    if batch:
        out.append(batch)
    if rng:
        rng.shuffle(out)
    return out


def pack(documents, batch):
    """rows, values and mask for `Encoder.forward`."""
    length = max(end - start for _, start, end in batch)
    rows = np.full((length, len(batch)), -1)
    values = np.zeros((length, len(batch), documents[0]["slots"].shape[1]), dtype=np.int64)
    mask = np.zeros((length, len(batch)), dtype=np.float32)
    for b, (d, start, end) in enumerate(batch):
        rows[: end - start, b] = documents[d]["rows"][start:end]
        values[: end - start, b] = documents[d]["slots"][start:end]
        mask[: end - start, b] = 1
    return torch.from_numpy(rows), torch.from_numpy(values), torch.from_numpy(mask)


def word_dropout(rows, values, rate, affixes=(0, 1)):
    """Forgets words (their vectors and affixes) at random."""
    gone = torch.rand(rows.shape) < rate
    rows = torch.where(gone, -1, rows)
    values = values.clone()
    for slot in affixes:
        values[..., slot][gone] = 0
    return rows, values


class Average:
    """An exponential moving average of a model's weights."""

    def __init__(self, model, decay=0.999):
        self.decay, self.steps = decay, 0
        self.values = {name: value.detach().clone() for name, value in model.named_parameters()}

    def update(self, model):
        self.steps += 1
        decay = min(self.decay, (1 + self.steps) / (10 + self.steps))
        with torch.no_grad():
            for name, value in model.named_parameters():
                self.values[name].lerp_(value, 1 - decay)

    def into(self, model):
        """Puts the averages into the model; returns what was there before."""
        before = {name: value.detach().clone() for name, value in model.named_parameters()}
        with torch.no_grad():
            for name, value in model.named_parameters():
                value.copy_(self.values[name])
        return before


def rate(step, steps, top):
    """Warm-up over the first twentieth, then a cosine down to a hundredth."""
    warm = max(1, steps // 20)
    if step < warm:
        return top * (step + 1) / warm
    return top * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm))))


def quantised(model):
    """Rounds every matrix of a model as the file does."""
    with torch.no_grad():
        for name, value in model.named_parameters():
            if value.dim() == 2:
                turned = "layers" in name or name.endswith(".weight")
                matrix = array(value).T if turned else array(value)
                rounded = weights.rounded(matrix)
                value.copy_(torch.from_numpy((rounded.T if turned else rounded).copy()))
