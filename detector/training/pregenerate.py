"""Keeps a ring of ready training examples on disk, so that the training thread never waits for drawing.

OUT/x.npy (uint8 N x 64 x 64 x 3 RGB), OUT/y.npy (uint8 N x 3, allowed states), OUT/count (examples written so
far; beyond N the oldest are replaced). Runs until it is ended or `--most` examples are written."""
import argparse
import os
import random
import time

import numpy as np

from heads import SIZE, HeadPool, examples


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--prepared", required=True)
    ap.add_argument("--renders")
    ap.add_argument("--out", required=True)
    ap.add_argument("--ring", type=int, default=60000)
    ap.add_argument("--most", type=int, default=10 ** 9)
    ap.add_argument("--views", type=int, default=2, help="views of each drawn head")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--only", choices=["photographs", "drawn", "rendered"],
                    help="for the ablation: photographs as they are; these with equipment drawn on them; rendered heads alone")
    a = ap.parse_args()
    os.makedirs(a.out, exist_ok=True)
    rng = random.Random(a.seed)
    np.random.seed(a.seed)
    pool = HeadPool(a.prepared, a.renders, "train")
    if a.only:
        pool.SHARE = {k: v for k, v in pool.SHARE.items() if (k == "render") == (a.only == "rendered")}
    # an interrupted run goes on: same ring, another seed than that of its first examples
    count = os.path.join(a.out, "count")
    n = int(open(count).read()) if os.path.exists(count) else 0
    mode = "r+" if n else "w+"
    x = np.lib.format.open_memmap(os.path.join(a.out, "x.npy"), mode, np.uint8, (a.ring, SIZE, SIZE, 3))
    y = np.lib.format.open_memmap(os.path.join(a.out, "y.npy"), mode, np.uint8, (a.ring, 3))
    first, t0, refreshed = n, time.time(), time.time()
    while n < a.most:
        for crop, allowed in examples(pool, rng, a.views, a.only != "photographs"):
            x[n % a.ring], y[n % a.ring] = crop, allowed
            n += 1
        if n % 500 < a.views:
            with open(os.path.join(a.out, "count.new"), "w") as f:
                f.write(str(n))
            os.replace(os.path.join(a.out, "count.new"), count)
        if n % 5000 < a.views:
            print(f"{n} examples, {(n - first) / (time.time() - t0):.0f}/s, rendered heads {len(pool.rendered)}", flush=True)
        if a.renders and time.time() - refreshed > 300:
            pool.refresh()
            refreshed = time.time()


if __name__ == "__main__":
    main()
