"""Train / held-out by group of near-duplicates (never by single picture), fixed by hash, no random state."""
import argparse
import hashlib
import json
import os

import numpy as np

from data import groups_by_similarity


def held_out(key, share=.15):
    return int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) / 0xFFFFFFFF < share


def load_split(prepared):
    return json.load(open(os.path.join(prepared, "split.json")))["part"]


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--prepared", required=True)
    ap.add_argument("--threshold", type=float, default=.78)
    a = ap.parse_args()
    names = json.load(open(os.path.join(a.prepared, "prep.json")))["names"]
    emb = np.load(os.path.join(a.prepared, "emb.npy"))
    part, group = {}, {}
    for src in sorted({n.split("-")[0] for n in names}):
        k = [i for i, n in enumerate(names) if n.startswith(src + "-")]
        g = groups_by_similarity(emb[k], a.threshold)
        sizes = np.bincount(g, minlength=len(k))
        for i, gi in zip(k, g):
            group[names[i]] = f"{src}:{names[k[gi]]}"
            # `oblique` is one room: all of it is training, it can prove nothing held out
            # a group that swallowed much of its source is training too
            part[names[i]] = "train" if src == "oblique" or sizes[gi] > .2 * len(k) or not held_out(group[names[i]]) else "held_out"
        print(src, "pictures", len(k), "groups", len(set(g)), "largest", sorted(sizes)[-5:],
              "held out", sum(part[names[i]] == "held_out" for i in k))
    json.dump(dict(part=part, group=group), open(os.path.join(a.prepared, "split.json"), "w"))


if __name__ == "__main__":
    main()
