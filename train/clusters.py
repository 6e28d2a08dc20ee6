"""Makes a table of rarer words for the names network: `python clusters.py WINK.json OUT.bin`.

WINK.json as for `vectors.py` (GloVe 6B, PDDL 1.0). Words FROM to TO by frequency share one of CLUSTERS vectors: the mean
of those most like them. Of each word only 23 bits of its hash and the number of its cluster are kept.
"""

import json
import sys

import numpy as np
import torch

import weights
from vectors import WORDS as FROM
from vectors import hash_of

TO = 190_000
CLUSTERS = 512
BITS = 9  # of a cluster's number
ROUNDS = 12


def clusters(vectors, count, seed=1):
    """Spherical k-means: the number of its cluster for each vector, and the clusters' means."""
    torch.set_num_threads(1)
    plain = torch.tensor(vectors)
    unit = plain / plain.norm(dim=1, keepdim=True).clamp_min(1e-6)
    generator = torch.Generator().manual_seed(seed)
    centres = unit[torch.randperm(len(unit), generator=generator)[:count]]
    for _ in range(ROUNDS):
        home = torch.cat([(part @ centres.t()).argmax(dim=1) for part in unit.split(20_000)])
        sums = torch.zeros(count, unit.shape[1]).index_add_(0, home, unit)
        sizes = torch.bincount(home, minlength=count)
        centres = torch.where(sizes[:, None] > 0, sums, centres)
        centres = centres / centres.norm(dim=1, keepdim=True).clamp_min(1e-6)
    means = torch.zeros(count, unit.shape[1]).index_add_(0, home, plain) / torch.bincount(home, minlength=count).clamp_min(1)[:, None]
    return home.numpy(), means.numpy()


def main():
    source, out = sys.argv[1:]
    vectors = json.load(open(source))["vectors"]
    ranked = sorted(vectors.items(), key=lambda item: item[1][101])[FROM:TO]
    home, means = clusters(np.array([numbers[:100] for _, numbers in ranked], dtype=np.float32), CLUSTERS)
    taken = {}
    for (word, _), cluster in zip(ranked, home.tolist()):
        taken.setdefault(hash_of(word) >> BITS, cluster)
    packed = np.array(sorted(key << BITS | cluster for key, cluster in taken.items()), dtype=np.uint32)
    weights.write(
        out,
        "clusters of rarer words by their vectors in GloVe 6B 100d (PDDL 1.0)",
        {"rare.words": (packed[:, None], "u32"), "rare.rows": (means, "i8")},
    )


if __name__ == "__main__":
    main()
