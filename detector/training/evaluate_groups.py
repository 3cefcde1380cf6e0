"""Masks and helmets of every held-out head of the scenes, 24 px and more, at its own size; forced choice of worn or not.

The plain mean is beside the mean over groups of near-duplicates: a source that shows one person fifty times measures
that person. The face crops, which are easy and have unmarked twins, are left out: a stranger's photograph is a scene."""
import argparse
import json
import os
from collections import defaultdict

import numpy as np
import torch

from evaluate import logits_of, single
from heads import HeadPool, view
from model import TwoLooks, combine, open_head_net

LINES = [("mask", 0, ["maskdet"]), ("mask", 0, ["css"]), ("mask", 0, ["maskdet", "css", "blast"]),
         ("helmet", 2, ["blast"]), ("helmet", 2, ["css"]), ("helmet", 2, ["css", "blast"])]


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--prepared", required=True)
    ap.add_argument("networks", nargs="+", help="checkpoints (.pt) or exported networks (.onnx)")
    ap.add_argument("--two-looks", action="store_true", help="of checkpoints")
    a = ap.parse_args()
    torch.set_num_threads(1)
    pool = HeadPool(a.prepared, None, "held_out")
    group = json.load(open(os.path.join(a.prepared, "split.json")))["group"]
    heads = [i for src in ("maskdet", "css", "blast") for k in pool.by[src].values() for i in k if pool.meta[i]["px"] >= 24]
    metas = [pool.meta[i] for i in heads]
    crops = [view(pool.crops[i], pool.meta[i], pool.meta[i]["labels"])[0] for i in heads]
    for path in a.networks:
        net = open_head_net(path, torch.from_numpy(np.stack(crops[:256])).permute(0, 3, 1, 2).float())
        net = TwoLooks(net).eval() if a.two_looks and path.endswith(".pt") else net
        probs = combine(logits_of(net, crops)).numpy()
        print("#####", os.path.basename(path))
        for item, it, sources in LINES:
            side = [defaultdict(list), defaultdict(list)]  # worn, the rest: group -> right or wrong
            for p, m in zip(probs, metas):
                t = single(m["labels"][it])
                if m["src"] in sources and 0 <= t < 3:
                    side[t > 0][group[m["file"]]].append((p[it, :3].argmax() > 0) == (t > 0))
            plain = [np.mean(np.concatenate(list(s.values()))) for s in side]
            fair = [np.mean([np.mean(v) for v in s.values()]) for s in side]
            n = [f"{sum(map(len, s.values()))} in {len(s)}" for s in side]
            print(f"{item} {'+'.join(sources)}: worn {n[0]} groups, the rest {n[1]}; balanced {np.mean(plain):.3f} ({plain[0]:.3f}/{plain[1]:.3f}), "
                  f"by group {np.mean(fair):.3f} ({fair[0]:.3f}/{fair[1]:.3f})")


if __name__ == "__main__":
    main()
