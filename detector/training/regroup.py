"""css pictures are mosaics that repeat the same photographs in other company, so a split by whole picture
leaks people. This groups its heads by how the crop itself looks; a head of a held-out picture that has a twin
in a training picture is measured nowhere."""
import argparse
import json
import os
from collections import Counter

import numpy as np
import torch

from data import groups_by_similarity
from model import load_teacher
from split import load_split


@torch.no_grad()
def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", required=True)
    ap.add_argument("--prepared", required=True)
    ap.add_argument("--threshold", type=float, default=.67)
    a = ap.parse_args()
    torch.set_num_threads(1)
    net = load_teacher(os.path.join(a.data, "teachers/yolox_nano.onnx")).eval()
    crops = np.load(os.path.join(a.prepared, "heads.npy"), mmap_mode="r")
    path = os.path.join(a.prepared, "heads.json")
    meta = json.load(open(path))
    idx = [i for i, m in enumerate(meta) if m["src"] == "css"]
    emb = []
    for k in range(0, len(idx), 32):
        # the middle only: what surrounds a head in a mosaic says nothing; grey, for colours were altered
        x = np.stack([crops[i][24:104, 24:104].mean(-1, keepdims=True).repeat(3, -1) for i in idx[k:k + 32]])
        x = (x - x.mean((1, 2, 3), keepdims=True)) / (x.std((1, 2, 3), keepdims=True) + 5) * 55 + 120
        x = torch.nn.functional.interpolate(torch.from_numpy(x).permute(0, 3, 1, 2).float(), size=(160, 160), mode="bilinear")
        f = (net.backbone(x)[2] + net.backbone(x.flip(-1))[2].flip(-1)) / 2  # mirrored twins look alike
        emb.append(torch.nn.functional.adaptive_avg_pool2d(f, 2).mean(-1).flatten(1).numpy())
    g = groups_by_similarity(np.concatenate(emb), a.threshold)
    part = load_split(a.prepared)
    seen = {gi for i, gi in zip(idx, g) if part[meta[i]["file"]] == "train"}
    for i, gi in zip(idx, g):
        meta[i]["part"] = "train" if part[meta[i]["file"]] == "train" else "twin" if gi in seen else "held_out"
    print("css heads", len(idx), "groups", len(set(g)), "largest", sorted(Counter(g).values())[-8:], Counter(meta[i]["part"] for i in idx))
    json.dump(meta, open(path, "w"))


if __name__ == "__main__":
    main()
