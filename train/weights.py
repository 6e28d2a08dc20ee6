"""The file that weights are kept in, as `src/analysis/engine/weights.rs` reads it."""

import json
import struct

import numpy as np


def quantise(matrix):
    """One byte a weight and one scale a row; returns (scales, values)."""
    matrix = np.asarray(matrix, dtype=np.float32)
    scales = np.abs(matrix).max(axis=1) / 127
    scales = np.where(scales > 0, scales, 1).astype(np.float32)
    return scales, np.clip(np.rint(matrix / scales[:, None]), -127, 127).astype(np.int8)


def rounded(matrix):
    """What is left of a matrix after `quantise`."""
    scales, values = quantise(matrix)
    return values.astype(np.float32) * scales[:, None]


def write(path, about, tensors):
    """Writes {name: (array of two dimensions, "f32" | "i8" | "u32")}."""
    parts = []
    for name, (array, kind) in tensors.items():
        array = np.atleast_2d(np.asarray(array))
        if kind == "i8":
            scales, values = quantise(array)
            data = scales.astype("<f4").tobytes() + values.tobytes()
        else:
            data = array.astype("<f4" if kind == "f32" else "<u4").tobytes()
        parts.append((name.encode(), {"f32": 0, "i8": 1, "u32": 2}[kind], array.shape, data))
    about = about.encode()
    offset = 8 + 4 + 4 + len(about) + 4 + sum(1 + len(name) + 1 + 12 for name, _, _, _ in parts)
    with open(path, "wb") as file:
        file.write(b"onrecord" + struct.pack("<II", 1, len(about)) + about + struct.pack("<I", len(parts)))
        for name, kind, (rows, columns), data in parts:
            file.write(bytes([len(name)]) + name + bytes([kind]) + struct.pack("<III", rows, columns, offset))
            offset += len(data)
        for _, _, _, data in parts:
            file.write(data)


def read(path):
    """All tensors of a file as {name: array}, bytes as numbers again."""
    data = open(path, "rb").read()
    assert data[:8] == b"onrecord", path
    version, length = struct.unpack_from("<II", data, 8)
    assert version == 1, path
    at = 16 + length
    (count,) = struct.unpack_from("<I", data, at)
    at += 4
    tensors = {}
    for _ in range(count):
        size = data[at]
        name = data[at + 1 : at + 1 + size].decode()
        kind = data[at + 1 + size]
        rows, columns, offset = struct.unpack_from("<III", data, at + 2 + size)
        at += 2 + size + 12
        if kind == 1:
            scales = np.frombuffer(data, "<f4", rows, offset)
            values = np.frombuffer(data, np.int8, rows * columns, offset + 4 * rows).reshape(rows, columns)
            tensors[name] = values.astype(np.float32) * scales[:, None]
        else:
            tensors[name] = np.frombuffer(data, "<f4" if kind == 0 else "<u4", rows * columns, offset).reshape(rows, columns)
    return tensors


class Vectors:
    """The table of word vectors, looked up as the program does."""

    def __init__(self, path):
        tensors = read(path)
        self.table = tensors["rows"]
        self.rows = dict(zip(tensors["hashes"][:, 0].tolist(), tensors["order"][:, 0].tolist()))

        self.rare, self.bits = {}, 0

    def add_rare(self, path):
        """Takes in the words of `clusters.py`: their rows come after the others."""
        tensors = read(path)
        first = len(self.table)
        self.table = np.concatenate([self.table, tensors["rare.rows"]])
        self.bits = (len(tensors["rare.rows"]) - 1).bit_length()
        packed = tensors["rare.words"][:, 0].tolist()
        self.rare = {one >> self.bits: first + (one & ((1 << self.bits) - 1)) for one in packed}

    def look_up(self, words, spare):
        """For each word its row, or that of the spare word, or -1."""
        get, rare = self.rows.get, self.rare.get

        def row(word, spare):
            for one in (word, spare):
                if (found := get(one, rare(one >> self.bits, -1))) >= 0:
                    return found
            return -1

        return np.array([row(w, s) for w, s in zip(words.tolist(), spare.tolist())], dtype=np.int64)


def read_features(path, vectors):
    """The documents that `examples/features.rs` wrote, as dictionaries of arrays, and the slots."""
    data = open(path, "rb").read()
    end = data.index(b"\n")
    slots = [tuple(slot) for slot in json.loads(data[:end])["slots"]]
    at = end + 1
    documents = []

    def whole(count):
        nonlocal at
        found = np.frombuffer(data, "<u4", count, at).astype(np.int64)
        at += 4 * count
        return found

    while at < len(data):
        size = int(whole(1)[0])
        name = data[at : at + size].decode()
        at += size
        tokens, relations = (int(n) for n in whole(2))
        spans = whole(2 * tokens).reshape(tokens, 2)
        words, spare, sentence, paragraph = (whole(tokens) for _ in range(4))
        values = np.frombuffer(data, "<u2", tokens * len(slots), at).astype(np.int64).reshape(tokens, len(slots))
        at += 2 * tokens * len(slots)
        rules = []
        for _ in range(relations):
            kind = int(whole(1)[0])
            roles = [[tuple(pair) for pair in whole(2 * int(whole(1)[0])).reshape(-1, 2).tolist()] for _ in range(3)]
            rules.append({"kind": kind, "content": roles[0], "source": roles[1], "cue": roles[2]})
        documents.append(
            {
                "id": name,
                "spans": spans,
                "words": words,
                "rows": vectors.look_up(words, spare),
                "sentence": sentence,
                "paragraph": paragraph,
                "slots": values,
                "rules": rules,
            }
        )
    return documents, slots
