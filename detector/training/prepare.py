"""One pass over the photographs before training. Writes OUT/prep.json and OUT/landmarks.json.

Why: `blast` photographs come rotated by 45-degree steps and darkened, and neither `blast` nor `maskdet`
have persons labelled. The COCO detector tells which way is up (it finds upright persons best) and where
persons probably are. Its pooled features also group near-duplicates, so that a split by group cannot put
a flipped or darkened copy of a training picture into the held-out set."""
import argparse
import json
import os

import cv2
import numpy as np
import torch

from data import brighten, load_labels, rotate_image
from model import load_teacher


def letterbox(img, size):
    r = size / max(img.shape[:2])
    q = cv2.resize(img, (max(1, round(img.shape[1] * r)), max(1, round(img.shape[0] * r))), interpolation=cv2.INTER_AREA)
    a = np.full((size, size, 3), 114, np.uint8)
    a[:q.shape[0], :q.shape[1]] = q
    return a, r


def nms(boxes, scores, thr=0.6):
    keep = cv2.dnn.NMSBoxes([[float(v) for v in b] for b in boxes], [float(s) for s in scores], 0.0, thr)
    return np.array(keep).reshape(-1).astype(int)


@torch.no_grad()
def forward(net, batch):
    x = torch.from_numpy(np.stack(batch)[..., ::-1].copy()).permute(0, 3, 1, 2).float()
    emb = net.backbone(x)[2]
    (rows,), _ = net(x)
    s = (rows[..., 4].sigmoid() * rows[..., 5].sigmoid()).numpy()
    b = rows[..., :4].numpy()
    out = []
    for i in range(len(batch)):
        k = np.where(s[i] > 0.08)[0]
        xywh = np.concatenate([b[i, k, :2] - b[i, k, 2:4] / 2, b[i, k, 2:4]], 1)
        keep = nms(xywh, s[i, k])
        out.append((xywh[keep], s[i, k][keep]))
    return emb.mean((2, 3)).numpy(), out


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", required=True, help="folder with scenes/, face-crops/, teachers/")
    ap.add_argument("--out", required=True)
    a = ap.parse_args()
    os.makedirs(a.out, exist_ok=True)
    torch.set_num_threads(1)
    net = load_teacher(os.path.join(a.data, "teachers/yolox_nano.onnx")).eval()
    prep, embs, names = {}, [], []
    images = load_labels(a.data)

    def read(im):
        return brighten(cv2.imread(os.path.join(a.data, "scenes/images", im["file"])))

    others = [i for i in images if i["source"] != "blast"]
    for k in range(0, len(others), 16):  # 16 at a time: below that torch 1.13 picks a slow 1x1 convolution on one thread
        chunk = others[k:k + 16]
        boxed = [letterbox(read(i), 416) for i in chunk]
        emb, det = forward(net, [b[0] for b in boxed])
        for im, (_, r), e, (b, s) in zip(chunk, boxed, emb, det):
            prep[im["file"]] = dict(rot=0, persons=[[*map(float, bb / r), float(ss)] for bb, ss in zip(b, s)])
            embs.append(e), names.append(im["file"])
    blast = [i for i in images if i["source"] == "blast"]
    for k in range(0, len(blast), 2):
        chunk = blast[k:k + 2]
        batch = [letterbox(rotate_image(read(i), d)[0], 320)[0] for i in chunk for d in range(0, 360, 45)]
        if len(batch) < 16:
            batch += batch[:8]
        emb, det = forward(net, batch)
        for j, im in enumerate(chunk):
            best = []
            for b, s in det[8 * j:8 * j + 8]:
                up = (b[:, 3] > 1.15 * b[:, 2]) & (s > 0.25) if len(s) else np.zeros(0, bool)
                best.append(float(s[up].sum()))
            # stay as it is unless another way up is clearly better
            rot = int(np.argmax(best)) if max(best) > best[0] * 1.15 + 0.15 else 0
            prep[im["file"]] = dict(rot=45 * rot, orient=best)
            embs.append(emb[8 * j:8 * j + 8].mean(0)), names.append(im["file"])
    for k in range(0, len(blast), 16):
        chunk = blast[k:k + 16]
        boxed = [letterbox(rotate_image(read(i), prep[i["file"]]["rot"])[0], 608) for i in chunk]
        _, det = forward(net, [b[0] for b in boxed])
        for im, (_, r), (b, s) in zip(chunk, boxed, det):
            prep[im["file"]]["persons"] = [[*map(float, bb / r), float(ss)] for bb, ss in zip(b, s)]
    np.save(os.path.join(a.out, "emb.npy"), np.stack(embs))
    json.dump(dict(names=names, prep=prep), open(os.path.join(a.out, "prep.json"), "w"))


if __name__ == "__main__":
    main()
