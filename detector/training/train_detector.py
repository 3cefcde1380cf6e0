"""Fine-tunes YOLOX-nano to person + head, on photographs and (when there) rendered aerial frames."""
import argparse
import copy
import json
import multiprocessing
import os
import random
import time

import cv2
import numpy as np
import torch
import torch.nn.functional as F

from augment import degrade
from data import brighten, detection_targets, load_labels, rotate_image
from model import load_detector, load_teacher
from renders import load_renders
from split import load_split


# Where pictures come from. Much of `blast`: whole photographs, every head labelled. Less of `css`: mosaics whose
# head boxes are cut by seams. Little of `maskdet`: grey rooms, and its face boxes sit loosely.
SHARES = {"css": .24, "blast": .48, "maskdet": .10, "oblique": .06, "machines": .12}


class Pool:
    """Pictures with targets. Decoded pictures are kept: 4,000 of them fit in memory."""

    def __init__(self, data, prepared, part):
        prep = json.load(open(os.path.join(prepared, "prep.json")))["prep"]
        split = load_split(prepared)
        self.data, self.items, self.cache = data, [], {}
        for im in load_labels(data):
            if split[im["file"]] == part:
                self.items.append((im, prep))
        self.by_source = {}
        for k, (im, _) in enumerate(self.items):
            self.by_source.setdefault(im["source"], []).append(k)
        # machines, vehicles, cones: what is most often taken for a person
        self.machines = [k for k, (im, _) in enumerate(self.items) if im["source"] == "css" and
                         any(o["class"] in ("machinery", "vehicle") and min(o["box"][2:]) > 60 for o in im["objects"])]
        # pictures surely without people, to fill room with
        self.nobody = [k for k, (im, _) in enumerate(self.items) if im["source"] == "css" and
                       not any(o["class"] in ("person", "head", "face") for o in im["objects"])]

    def get(self, k):
        if k not in self.cache:
            im, prep = self.items[k]
            img = cv2.imread(os.path.join(self.data, "scenes/images", im["file"]))
            if im["source"] == "blast":
                img = brighten(img)
            img, m = rotate_image(img, prep[im["file"]]["rot"])
            self.cache[k] = (img, *detection_targets(im, prep, m))
        return self.cache[k]


class RenderPool:
    def __init__(self, folder, part):
        self.folder, self.part, self.items, self.cache = folder, part, [], {}
        self.refresh()

    def refresh(self):
        self.items = [r for r in load_renders(self.folder)] if self.folder else []
        self.items = [r for r in self.items if r["part"] == self.part]

    def get(self, rng):
        r = rng.choice(self.items)
        if r["file"] not in self.cache:
            self.cache[r["file"]] = open(os.path.join(self.folder, r["file"]), "rb").read()
        img = cv2.imdecode(np.frombuffer(self.cache[r["file"]], np.uint8), 1)
        boxes, ignore = [], []
        for p in r["persons"]:
            boxes.append((0, p["box"]))
            if not p.get("head_box"):
                continue
            # a head that is mostly hidden is neither an example nor a counter-example
            (boxes.append((1, p["head_box"])) if p.get("visible", 1) > .35 else ignore.append((1, p["head_box"])))
        return img, boxes, ignore


def scale_for(boxes, rng, size):
    """A scale at which the heads of this picture come out from 7 pixels to half the canvas, mostly small."""
    # persons of 4K drone frames are some 70 pixels tall, half of that in a tile at half size
    lo, hi = (4.5 if rng.random() < .4 else 8, 90) if size < 400 else (12, 240)
    heads = [max(b[2], b[3]) for c, b in boxes if c == 1]
    persons = [.16 * max(b[2], b[3]) for c, b in boxes if c == 0]
    if not heads and not persons:
        s = np.exp(rng.uniform(np.log(.35), np.log(1.6)))
    else:
        s = np.exp(rng.uniform(np.log(lo), np.log(hi))) / max(np.median(heads or persons), 2)
    return float(np.clip(s, .12, 2.2))


def place(canvas, img, boxes, ignore, s, tile, whole, rng, out_boxes, out_ignore, aim=None):
    """Puts img at scale s into a tile of the canvas; `whole` if all of it fits, else a window on something of interest."""
    tx, ty, tw, th = tile
    sy = s * (rng.uniform(.65, 1.0) if rng.random() < .35 else rng.uniform(.9, 1.1))  # seen from above, heights shrink
    ang = rng.gauss(0, 4) if rng.random() < .4 and not whole else 0.0
    flip = rng.random() < .5
    h, w = img.shape[:2]
    if whole:
        s, sy = tw / w, th / h
    a = np.deg2rad(ang)
    m = np.array([[np.cos(a) * s * (-1 if flip else 1), -np.sin(a) * sy, 0], [np.sin(a) * s * (-1 if flip else 1), np.cos(a) * sy, 0]])
    to = [tw / 2, th / 2]
    if whole:
        px, py = w / 2, h / 2
    elif (boxes or aim) and rng.random() < .8:
        b = rng.choice(aim) if aim else rng.choice(boxes)[1]
        px, py = b[0] + b[2] / 2, b[1] + b[3] / 2
        to = [tw * rng.uniform(.2, .8), th * rng.uniform(.2, .8)]
    else:
        px, py = rng.uniform(.2, .8) * w, rng.uniform(.2, .8) * h
    m[:, 2] = to - m[:, :2] @ np.array([px, py])
    src, mm = img, m.copy()
    if s < .6:  # shrink by area first, else thin things alias
        f = s / .9
        src = cv2.resize(img, None, fx=f, fy=f, interpolation=cv2.INTER_AREA)
        mm[:, 0] *= w / src.shape[1]
        mm[:, 1] *= h / src.shape[0]
    sub = canvas[ty:ty + th, tx:tx + tw]
    cv2.warpAffine(src, mm, (tw, th), dst=sub, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_TRANSPARENT)

    def carry(b):
        x, y, bw, bh = b
        pts = np.array([[x, y + bh / 2], [x + bw, y + bh / 2], [x + bw / 2, y], [x + bw / 2, y + bh]]) if ang else \
            np.array([[x, y], [x + bw, y + bh], [x, y + bh], [x + bw, y]])
        q = pts @ m[:, :2].T + m[:, 2]
        x0, y0 = q.min(0)
        x1, y1 = q.max(0)
        area = (x1 - x0) * (y1 - y0)
        x0, x1 = np.clip([x0, x1], 0, tw)
        y0, y1 = np.clip([y0, y1], 0, th)
        return [tx + x0, ty + y0, tx + x1, ty + y1], (x1 - x0) * (y1 - y0) / max(area, 1e-6)
    for cls, b in boxes:
        q, vis = carry(b)
        small = max(q[2] - q[0], q[3] - q[1]) < (5 if cls == 1 else 9)
        if vis > (.4 if cls == 0 else .5) and not small:
            out_boxes.append([cls, *q])
        elif vis > .03:
            out_ignore.append([cls, *q])
    for cls, b in ignore:
        q, vis = carry(b)
        if vis > 0:
            out_ignore.append([cls, *q])


def fill(canvas, tile, pool, renders, rng, boxes, ignore, depth=0):
    """Fills a tile with a picture; where the shrunken picture leaves room, the rest is filled the same way."""
    tx, ty, tw, th = tile
    if tw < 8 or th < 8:
        return
    empty = depth > 3 or min(tw, th) < 40
    aim = None  # boxes one of which the window should show, where that is not people
    if empty:
        img, b, i = pool.get(rng.choice(pool.nobody))
    elif renders and renders.items and rng.random() < renders.share:
        img, b, i = renders.get(rng)
    else:
        src = rng.choices(list(SHARES), SHARES.values())[0]
        k = rng.choice(pool.machines if src == "machines" else pool.by_source[src])
        img, b, i = pool.get(k)
        if src == "machines":
            aim = [o["box"] for o in pool.items[k][0]["objects"] if o["class"] in ("machinery", "vehicle")]
    s = scale_for(b if aim is None else [], rng, canvas.shape[0])
    h, w = img.shape[:2]
    if empty:
        s = max(s, tw / w * 1.1, th / h * 1.1)
    sw, sh = int(w * s), int(h * s)
    if sw >= .85 * tw and sh >= .85 * th or renders and w == 1280:
        s = max(s, tw / w, th / h) if b or empty or w == 1280 else s
        place(canvas, img, b, i, s, tile, False, rng, boxes, ignore, aim)
        return
    sw, sh = min(sw, tw), min(sh, th)
    f = min(sw / w, sh / h)
    sw, sh = max(8, int(w * f)), max(8, int(h * f))
    right, low = rng.random() < .5, rng.random() < .5  # which corner
    x, y = tx + (tw - sw if right else 0), ty + (th - sh if low else 0)
    place(canvas, img, b, i, f, (x, y, sw, sh), True, rng, boxes, ignore)
    fill(canvas, (tx if right else tx + sw, y, tw - sw, sh), pool, renders, rng, boxes, ignore, depth + 1)
    fill(canvas, (tx, ty if low else ty + sh, tw, th - sh), pool, renders, rng, boxes, ignore, depth + 1)


def sample(pool, renders, size, rng):
    canvas = np.empty((size, size, 3), np.uint8)
    canvas[:] = np.array([rng.randrange(60, 190) for _ in range(3)], np.uint8)
    boxes, ignore = [], []
    if rng.random() < .65:
        tiles = [(0, 0, size, size)]
    else:
        cx, cy = (int(size * rng.uniform(.35, .65)) for _ in range(2))
        tiles = [(0, 0, cx, cy), (cx, 0, size - cx, cy), (0, cy, cx, size - cy), (cx, cy, size - cx, size - cy)]
    for t in tiles:
        fill(canvas, t, pool, renders, rng, boxes, ignore)
    canvas = degrade(canvas, rng, level=.8)
    return canvas[..., ::-1], np.array(boxes, np.float32).reshape(-1, 5), np.array(ignore, np.float32).reshape(-1, 5)


def pair_iou(a, b):
    lt, rb = torch.max(a[:, None, :2], b[None, :, :2]), torch.min(a[:, None, 2:], b[None, :, 2:])
    i = (rb - lt).clamp(min=0).prod(2)
    return i / ((a[:, 2:] - a[:, :2]).prod(1)[:, None] + (b[:, 2:] - b[:, :2]).prod(1)[None] - i + 1e-6)


def giou_loss(a, b):
    lt, rb = torch.max(a[:, :2], b[:, :2]), torch.min(a[:, 2:], b[:, 2:])
    i = (rb - lt).clamp(min=0).prod(1)
    u = (a[:, 2:] - a[:, :2]).prod(1) + (b[:, 2:] - b[:, :2]).prod(1) - i
    iou = i / (u + 1e-6)
    c = (torch.max(a[:, 2:], b[:, 2:]) - torch.min(a[:, :2], b[:, :2])).prod(1)
    return 1 - iou + (c - u) / (c + 1e-6), iou


def assign(boxes, obj, cls, grid, g):
    """SimOTA: each target takes the few anchors that already explain it best."""
    centre = grid[:, :2] + grid[:, 2:] / 2
    in_box = ((centre[None] > g[:, None, :2]) & (centre[None] < g[:, None, 2:])).all(-1)
    gc = (g[:, :2] + g[:, 2:]) / 2
    in_c = ((centre[None] - gc[:, None]).abs() < 2.0 * grid[None, :, 2:]).all(-1)
    cand = (in_box | in_c).any(0).nonzero()[:, 0]
    if not len(cand):
        return None
    iou = pair_iou(g, boxes[cand])
    p = (cls[cand].sigmoid() * obj[cand].sigmoid()).sqrt()
    cost = -p.clamp(min=1e-6).log()[None] + 3 * -(iou + 1e-7).log() + 1e5 * (~(in_box & in_c))[:, cand].float()
    m = torch.zeros_like(cost)
    ks = iou.topk(min(10, len(cand)), 1).values.sum(1).int().clamp(min=1)
    for i, k in enumerate(ks):
        m[i, cost[i].topk(min(int(k), len(cand)), largest=False).indices] = 1
    many = m.sum(0) > 1
    if many.any():
        best = cost[:, many].argmin(0)
        m[:, many] = 0
        m[best, many.nonzero()[:, 0]] = 1
    sel = m.sum(0) > 0
    which = m[:, sel].argmax(0)
    return cand[sel], which, iou[which, sel.nonzero()[:, 0]]


def loss_fn(rows, grid, targets, ignores):
    """rows: one branch's output; targets, ignores: boxes xyxy of its class per picture."""
    centre = grid[:, :2] + grid[:, 2:] / 2
    xyxy = torch.cat([rows[..., :2] - rows[..., 2:4] / 2, rows[..., :2] + rows[..., 2:4] / 2], -1)
    box = obj_loss = cls_loss = rows.sum() * 0
    n = 0
    for b in range(len(rows)):
        obj, cls = rows[b, :, 4], rows[b, :, 5]
        weight, target = torch.ones_like(obj), torch.zeros_like(obj)
        if len(ignores[b]):
            ig = ((centre[None] > ignores[b][:, None, :2]) & (centre[None] < ignores[b][:, None, 2:])).all(-1).any(0)
            weight[ig] = 0
        if len(targets[b]):
            with torch.no_grad():
                a = assign(xyxy[b], obj, cls, grid, targets[b])
            if a is not None:
                fg, which, iou = a
                box = box + giou_loss(xyxy[b][fg], targets[b][which])[0].sum()
                cls_loss = cls_loss + F.binary_cross_entropy_with_logits(cls[fg], iou.clamp(min=.05), reduction="sum")
                target[fg], weight[fg] = 1, 1
                n += len(fg)
        obj_loss = obj_loss + (F.binary_cross_entropy_with_logits(obj, target, reduction="none") * weight).sum()
    n = max(n, 1)
    return 4 * box / n, obj_loss / n, cls_loss / n


def produce(q, pool, renders, a):
    rng, n = random.Random(a.seed), 0
    np.random.seed(a.seed)
    while True:
        size = 448 if n % 4 == 3 else 320  # small canvases are cheap; large ones keep near, tall people known
        batch = [sample(pool, renders, size, rng) for _ in range(a.batch)]
        q.put((np.stack([b[0] for b in batch]), [b[1] for b in batch], [b[2] for b in batch], len(renders.items)))
        n += 1
        if a.renders and n % 60 == 0:
            renders.refresh()  # more frames may have been rendered meanwhile


def early(net, x, stop):
    """The frozen part of the backbone: all of it, or up to stride 8."""
    return net.d3(net.d2(net.stem(x))) if stop else net.backbone(x)


def rest(net, c3):
    c4 = net.d4(c3)
    return c3, c4, net.d5(c4)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", required=True)
    ap.add_argument("--prepared", required=True, help="output folder of prepare.py and split.py")
    ap.add_argument("--renders", help="folder with labels.jsonl and the rendered frames")
    ap.add_argument("--render-share", type=float, default=.3)
    ap.add_argument("--out", required=True, help="checkpoint to write")
    ap.add_argument("--start", help="checkpoint or exported .onnx to go on from instead of the COCO weights")
    ap.add_argument("--minutes", type=float, default=30)
    ap.add_argument("--lr", type=float, default=4e-4)
    ap.add_argument("--slow", type=float, default=.12, help="share of the rate for what was trained before")
    ap.add_argument("--backbone", type=float, default=0, help="share of the rate for the backbone's last two stages; 0 keeps them as published")
    ap.add_argument("--only-head", action="store_true", help="train the head branch alone: ten times as many steps in the same time")
    ap.add_argument("--reuse", type=int, default=3, help="steps made of each batch")
    ap.add_argument("--keep", type=int, default=24, help="batches kept for reuse")
    ap.add_argument("--batch", type=int, default=16, help="16 or more: smaller batches are slow on one thread")
    ap.add_argument("--threads", type=int, default=1)
    ap.add_argument("--seed", type=int, default=1)
    a = ap.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    pool = Pool(a.data, a.prepared, "train")
    renders = RenderPool(a.renders, "train")
    renders.share = a.render_share
    net = load_detector(a.start) if a.start else load_teacher(os.path.join(a.data, "teachers/yolox_nano.onnx"), detector=True)
    net.train().to(memory_format=torch.channels_last)
    # the early layers stay as published (fast, and nothing is forgotten); late stages, neck and person branch
    # move a little, the head branch learns
    late = [] if a.only_head or not a.backbone else [net.d4, net.d5]
    frozen = [net] if a.only_head else [net.stem, net.d2, net.d3] + ([] if late else [net.d4, net.d5])
    for part in frozen:
        part.requires_grad_(False)
    net.head.requires_grad_(True)
    ema = copy.deepcopy(net).eval()
    slow = [p for k, p in net.named_parameters() if p.requires_grad and not k.startswith(("head.", "d4.", "d5."))]
    groups = [{"params": list(net.head.parameters()), "f": 1.0}] + ([{"params": slow, "f": a.slow}] if slow else [])
    groups += [{"params": [p for m in late for p in m.parameters()], "f": a.backbone}] if late else []
    opt = torch.optim.AdamW(groups, lr=a.lr, weight_decay=0.0)
    q = multiprocessing.Queue(4)  # a process, not a thread: Python's lock would stall the training
    multiprocessing.Process(target=produce, args=(q, pool, renders, a), daemon=True).start()
    rng, rendered = random.Random(a.seed), 0
    t0, step, log, old = time.time(), 0, [], []
    while True:
        share = (time.time() - t0) / (60 * a.minutes)
        if share >= 1:
            break
        # short warm-up, then cosine over the time there is
        lr = a.lr * min(1, (step + 1) / 60) * (.03 + .97 * .5 * (1 + np.cos(np.pi * share)))
        for gr in opt.param_groups:
            gr["lr"] = lr * gr["f"]
        if len(old) >= 8 and step % a.reuse:
            # making a batch and running the frozen layers is most of a step: use it several times
            feats, boxes, ignore = old[rng.randrange(len(old))]
        else:
            pics, boxes, ignore, rendered = q.get()
            with torch.no_grad():
                feats = early(net, torch.from_numpy(pics).permute(0, 3, 1, 2).float().contiguous(memory_format=torch.channels_last), bool(late))
                feats = net.levels(feats) if a.only_head else feats
            old.append((feats, boxes, ignore))
            del old[:-a.keep]
        levels = feats if a.only_head else net.levels(rest(net, feats) if late else feats)
        grid, ls = net.grid(levels), []
        for c, branch in enumerate((net.person, net.head)):
            if c == 0 and a.only_head:
                continue
            t, i = ([torch.from_numpy(v[v[:, 0] == c, 1:]) for v in src] for src in (boxes, ignore))
            ls += loss_fn(net.rows(branch, levels), grid, t, i)
        loss = sum(ls)
        opt.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        opt.step()
        step += 1
        d = min(.998, (1 + step) / (20 + step))
        with torch.no_grad():
            for e, p in zip(ema.parameters(), net.parameters()):
                e.mul_(d).add_(p, alpha=1 - d)
        log.append([float(v) for v in ls])
        if step % 25 == 0:
            print(f"step {step} {time.time() - t0:.0f}s lr {lr:.1e} [person] box/obj/cls, head box/obj/cls {np.mean(log[-25:], 0).round(3)} rendered {rendered}", flush=True)
        if step % 100 == 0:
            torch.save({"net": ema.state_dict(), "last": net.state_dict(), "step": step}, a.out)
    torch.save({"net": ema.state_dict(), "last": net.state_dict(), "step": step}, a.out)
    print("done", step)


if __name__ == "__main__":
    main()
