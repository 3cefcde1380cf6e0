"""Cuts every head out of the photographs once, upright and bright, with the labels known for it.

Writes OUT/heads.npy (uint8 RGB N x 128 x 128) and OUT/heads.json. A crop is a square of 2.2 head sides,
so that training can still shift, turn and zoom; face-crops have no surroundings and are put on a plain
ground. Labels are SETS of allowed states per item (a 4-bit mask over STATES): what a source does not say
stays open instead of being guessed."""
import argparse
import glob
import json
import os

import cv2
import numpy as np

from data import brighten, grow, inside, load_labels, pair_heads_faces, rotate_box, rotate_image
from split import held_out, load_split

SIDE, CONTEXT = 128, 2.2
W, WW, N, J = 1, 2, 4, 8
ANY = 15


def crop(img, box, context=CONTEXT, side=SIDE):
    x, y, w, h = box
    s = max(w, h) * context
    m = np.array([[side / s, 0, -(x + w / 2 - s / 2) * side / s], [0, side / s, -(y + h / 2 - s / 2) * side / s]])
    f = side / s
    if f < .6:  # shrink by area first, then place
        g = f / .95
        img = cv2.resize(img, None, fx=g, fy=g, interpolation=cv2.INTER_AREA)
        m[:, :2] /= g
    return cv2.warpAffine(img, m, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(114, 114, 114))


class FaceFinder:
    """YuNet: faces with eyes, nose tip and mouth corners. Sixteen crops at a time as tiles of one 640x640 picture."""

    def __init__(self, path):
        self.net = cv2.dnn.readNetFromONNX(path)
        self.names = [f"{k}_{s}" for k in ("cls", "obj", "bbox", "kps") for s in (8, 16, 32)]

    def tiles(self, crops):
        big = np.full((640, 640, 3), 114, np.uint8)
        for i, c in enumerate(crops):
            r, q = divmod(i, 4)
            big[r * 160 + 8:r * 160 + 152, q * 160 + 8:q * 160 + 152] = cv2.resize(c, (144, 144))
        self.net.setInput(big.transpose(2, 0, 1)[None].astype(np.float32))
        o = dict(zip(self.names, self.net.forward(self.names)))
        best = [None] * len(crops)
        for s in (8, 16, 32):
            n = 640 // s
            cls, obj, bb, kp = (o[f"{k}_{s}"].reshape(n * n, -1) for k in ("cls", "obj", "bbox", "kps"))
            score = np.sqrt(np.clip(cls[:, 0], 0, 1) * np.clip(obj[:, 0], 0, 1))
            for k in np.where(score > .35)[0]:
                gy, gx = divmod(k, n)
                cx, cy = (gx + bb[k, 0]) * s, (gy + bb[k, 1]) * s
                t = int(cy // 160) * 4 + int(cx // 160)
                if not 0 <= t < len(crops):
                    continue
                if best[t] is None or score[k] > best[t][0]:
                    ox, oy = (t % 4) * 160 + 8, (t // 4) * 160 + 8
                    f = SIDE / 144
                    w, h = np.exp(bb[k, 2]) * s, np.exp(bb[k, 3]) * s
                    pts = [[((gx + kp[k, 2 * j]) * s - ox) * f, ((gy + kp[k, 2 * j + 1]) * s - oy) * f] for j in range(5)]
                    best[t] = (float(score[k]), [(cx - w / 2 - ox) * f, (cy - h / 2 - oy) * f, w * f, h * f], pts)
        return best


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", required=True)
    ap.add_argument("--prepared", required=True)
    ap.add_argument("--out", required=True)
    a = ap.parse_args()
    prep = json.load(open(os.path.join(a.prepared, "prep.json")))["prep"]
    split = load_split(a.prepared)
    crops, meta = [], []

    def add(img, box, labels, src, name, part, px):
        crops.append(crop(img, box))
        s = max(box[2], box[3]) * CONTEXT
        meta.append(dict(src=src, file=name, part=part, px=float(px), labels=labels,
                         box=[.5 - box[2] / s / 2, .5 - box[3] / s / 2, box[2] / s, box[3] / s]))

    rng = np.random.RandomState(0)
    for im in load_labels(a.data):
        name, part, src = im["file"], split[im["file"]], im["source"]
        img = cv2.imread(os.path.join(a.data, "scenes/images", name))
        if src == "blast":
            img = brighten(img)
        rot = prep[name]["rot"]
        img, m = rotate_image(img, rot)
        objs = [dict(o, box=rotate_box(o["box"], m, rot)) for o in im["objects"]] if rot else im["objects"]
        taken = [o["box"] for o in objs]
        if src == "css":
            pairs, loose = pair_heads_faces(objs)
            for box, h, f in pairs:
                if max(box[2:]) < 6:
                    continue
                helmet = W if h["helmet"] == "worn" else N
                # no face labelled where all faces are: turned away or hidden
                mask = {"worn": W, "not_worn": N | WW}[f["mask"]] if f else J
                add(img, box, [mask, N | J, helmet], src, name, part, max(box[2:]))
        elif src == "blast":
            for o in objs:
                if max(o["box"][2:]) >= 6:
                    add(img, o["box"], [ANY, N | J, W if o["helmet"] == "worn" else N], src, name, part, max(o["box"][2:]))
        elif src == "maskdet":
            for o in objs:
                if max(o["box"][2:]) >= 6:
                    b = grow(o["box"], .03, .1, .03, 0)
                    add(img, b, [{"worn": W, "not_worn": N | WW}[o["mask"]], N | J, N | J], src, name, part, max(b[2:]))
        # places without a head: nothing can be judged there
        if src in ("css", "maskdet") or (src == "blast" and rng.rand() < .3):
            for _ in range(2):
                s = float(np.exp(rng.uniform(np.log(12), np.log(160))))
                b = [rng.uniform(0, img.shape[1] - s), rng.uniform(0, img.shape[0] - s), s, s]
                heads = [grow(o["box"], .3, .5, .3, .3) for o in objs if o["class"] in ("head", "face")]
                near = max([inside(t, grow(b, .3, .3, .3, .3)) for t in heads] + [inside(b, t) for t in heads] + [0])
                person = max([inside(b, p[:4]) for p in prep[name]["persons"]] + [0])
                if near == 0 and (src == "css" or person < .05):
                    add(img, b, [J, J, J], "nothing", name, part, s)
    for state, label in (("mask_worn", W), ("mask_not_worn", N)):
        for p in sorted(glob.glob(os.path.join(a.data, "face-crops", state, "*.jpg"))):
            img = cv2.imread(p)
            h, w = img.shape[:2]
            # twins (flips, blurs) of one picture are not marked: hold out by source file stem is all there is
            part = "held_out" if held_out(os.path.basename(p), .1) else "train"
            f = 96 / max(h, w)
            g = np.full((SIDE, SIDE, 3), rng.randint(60, 190), np.uint8)
            g[:] = img.reshape(-1, 3).mean(0)
            q = cv2.resize(img, (max(2, int(w * f)), max(2, int(h * f))), interpolation=cv2.INTER_AREA if f < 1 else cv2.INTER_LINEAR)
            y, x = (SIDE - q.shape[0]) // 2, (SIDE - q.shape[1]) // 2
            g[y:y + q.shape[0], x:x + q.shape[1]] = q
            crops.append(g)
            meta.append(dict(src=os.path.basename(p).split("-")[0], file=os.path.basename(p), part=part, px=float(max(h, w)),
                             labels=[label, N | J, N | J], box=[x / SIDE, y / SIDE, q.shape[1] / SIDE, q.shape[0] / SIDE]))
    finder = FaceFinder(os.path.join(a.data, "teachers/yunet_n_640.onnx"))
    for k in range(0, len(crops), 16):
        for j, f in enumerate(finder.tiles(crops[k:k + 16])):
            if f:
                meta[k + j]["face"] = dict(score=f[0], box=f[1], points=f[2])
                if meta[k + j]["src"] == "css" and meta[k + j]["labels"][0] == J:
                    meta[k + j]["labels"][0] = ANY  # there is a face after all: its label was lost
    np.save(os.path.join(a.out, "heads.npy"), np.stack(crops)[..., ::-1])
    json.dump(meta, open(os.path.join(a.out, "heads.json"), "w"))
    from collections import Counter
    print(Counter((m["src"], m["part"]) for m in meta))
    print("faces found", Counter((m["src"], "face" in m) for m in meta))


if __name__ == "__main__":
    main()
