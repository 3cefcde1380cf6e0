"""Prints every figure of the model card, and writes the calibration temperatures.

The held-out photographs are whole groups of near-duplicates. Half of the held-out heads (by file) sets the
temperatures, the other half is measured."""
import argparse
import json
import os
import random

import cv2
import numpy as np
import torch

from compose import Pose, draw_muffs
from heads import ANY, HeadPool, J, N, SIDE, W, WW, put_mask, view
from model import CLASSES, ITEMS, STATES, TwoLooks, combine, load_detector, open_head_net
from split import held_out
from train_detector import Pool, RenderPool

BUCKETS = [(8, 12, 10), (12, 24, 17), (24, 48, 34), (48, 1e9, 60)]

PERSON_RANGES = [(0, 1e9), (16, 48), (48, 128), (128, 1e9)]
HEAD_RANGES = [(0, 1e9), (16, 1e9), (8, 12), (12, 24), (24, 48), (48, 1e9)]


# ---------------------------------------------------------------- detector
def nms(boxes, scores, thr):
    order, keep = scores.argsort()[::-1], []
    while len(order):
        i = order[0]
        keep.append(i)
        lt, rb = np.maximum(boxes[i, :2], boxes[order[1:], :2]), np.minimum(boxes[i, 2:], boxes[order[1:], 2:])
        inter = np.clip(rb - lt, 0, None).prod(1)
        area = (boxes[:, 2:] - boxes[:, :2]).prod(1)
        order = order[1:][inter / (area[i] + area[order[1:]] - inter + 1e-6) < thr]
    return np.array(keep, int)


@torch.no_grad()
def detect(net, img, low=.02, nms_iou=(.6, .45)):
    """BGR picture -> per class (boxes xyxy, scores), as the product does it."""
    h, w = img.shape[:2]
    pad = np.full(((h + 31) // 32 * 32, (w + 31) // 32 * 32, 3), 114, np.uint8)
    pad[:h, :w] = img[..., ::-1]
    branches, _ = net(torch.from_numpy(pad).permute(2, 0, 1)[None].float())
    out = []
    for c in range(len(CLASSES)):
        rows = branches[c][0].numpy()
        p = 1 / (1 + np.exp(-rows[:, 4:]))
        s = p[:, 0] * p[:, 1]
        k = np.where(s > low)[0]
        k = k[s[k].argsort()[::-1][:600]]
        b = np.concatenate([rows[k, :2] - rows[k, 2:4] / 2, rows[k, :2] + rows[k, 2:4] / 2], 1)
        keep = nms(b, s[k], nms_iou[c])
        out.append((b[keep], s[k][keep]))
    return out


def ap50(records, lo, hi):
    """records: per picture (det boxes, scores, truth boxes, ignore boxes). Truth outside [lo, hi) of its larger
    side neither counts nor accuses."""
    hits, scores, total = [], [], 0
    for b, s, gt, ig in records:
        side = np.maximum(gt[:, 2] - gt[:, 0], gt[:, 3] - gt[:, 1]) if len(gt) else np.zeros(0)
        ok = (side >= lo) & (side < hi)
        total += ok.sum()
        used = np.zeros(len(gt), bool)
        for i in s.argsort()[::-1]:
            best, bj = .5, -1
            if len(gt):
                lt, rb = np.maximum(b[i, :2], gt[:, :2]), np.minimum(b[i, 2:], gt[:, 2:])
                inter = np.clip(rb - lt, 0, None).prod(1)
                iou = inter / ((b[i, 2:] - b[i, :2]).prod() + (gt[:, 2:] - gt[:, :2]).prod(1) - inter + 1e-6)
                iou[used] = 0
                j = int(iou.argmax())
                if iou[j] >= best:
                    bj = j
            if bj >= 0:
                used[bj] = True
                if ok[bj]:
                    hits.append(1), scores.append(s[i])
                continue
            d = max(b[i, 2] - b[i, 0], b[i, 3] - b[i, 1])
            c = (b[i, :2] + b[i, 2:]) / 2
            if not lo <= d < hi or (len(ig) and ((c > ig[:, :2]) & (c < ig[:, 2:])).all(1).any()):
                continue
            hits.append(0), scores.append(s[i])
    if not total:
        return float("nan"), 0, ""
    o = np.argsort(scores)[::-1]
    tp = np.cumsum(np.array(hits)[o]) if hits else np.zeros(0)
    prec = tp / (np.arange(len(tp)) + 1)
    rec = tp / total
    env = np.maximum.accumulate(prec[::-1])[::-1] if len(prec) else prec
    ap = float(np.sum(np.diff(np.concatenate([[0], rec])) * env)) if len(env) else 0.0
    def at(t):
        k = (np.array(scores)[o] >= t).sum()
        return f"{prec[k - 1]:.2f}/{rec[k - 1]:.2f}" if k else "-/0"
    return ap, int(total), " ".join(f"{t}: {at(t)}" for t in (.1, .15, .2, .3, .4))


def xyxy(boxes):
    b = np.array(boxes, np.float32).reshape(-1, 4).copy()
    b[:, 2:] += b[:, :2]
    return b


def evaluate_detector(a):
    net = load_detector(a.detector)
    net.eval()
    print("== person-head")
    pool = Pool(a.data, a.prepared, "held_out")
    runs = [("css", 1.0), ("blast", 1.0)] + ([] if a.quick else [("css", .5), ("blast", .5)])
    for source, factor in runs:
        rec = {0: [], 1: []}
        keys = list(pool.by_source[source])
        if a.quick:
            keys = keys[:60] if source == "css" else random.Random(3).sample(keys, 60)
        for k in keys:
            img, boxes, ignore = pool.get(k)
            small = cv2.resize(img, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
            det = detect(net, small)
            for c in (0, 1):
                ig = xyxy([b for cl, b in ignore if cl == c]) * factor
                if c == 0 and source == "css":  # as labelled: what training makes of these boxes is no truth
                    boxes_c = [o["box"] for o in pool.items[k][0]["objects"] if o["class"] == "person"]
                else:
                    boxes_c = [b for cl, b in boxes if cl == c]
                rec[c].append((*det[c], xyxy(boxes_c) * factor, ig))
        print(f"-- real held out, {source}, {'as it is' if factor == 1 else 'at half size'}: {len(keys)} pictures")
        # persons of `blast` are what the COCO detector was sure of: no truth, but that knowledge should not be lost
        for c, ranges in ((0, PERSON_RANGES), (1, HEAD_RANGES)):
            for lo, hi in ranges:
                ap, t, at = ap50(rec[c], lo, hi)
                pseudo = " (pseudo-labels)" if c == 0 and source == "blast" else ""
                print(f"{CLASSES[c]:7s} {lo:>4}-{'' if hi > 1e8 else hi:<4} AP50 {ap:.3f}  n {t}  precision/recall at {at}{pseudo}")
    if a.renders:
        rp = RenderPool(a.renders, "held_out")
        rec = {0: [], 1: []}
        items, class_rng = rp.items[:20 if a.quick else 150], random.Random(0)
        for r in items:
            rp.items = [r]
            img, boxes, ignore = rp.get(class_rng)
            det = detect(net, img)
            for c in (0, 1):
                rec[c].append((*det[c], xyxy([b for cl, b in boxes if cl == c]), xyxy([b for cl, b in ignore if cl == c])))
        print(f"-- rendered held out: {len(items)} frames")
        for c, ranges in ((0, PERSON_RANGES), (1, HEAD_RANGES)):
            for lo, hi in ranges:
                ap, t, at = ap50(rec[c], lo, hi)
                print(f"{CLASSES[c]:7s} {lo:>4}-{'' if hi > 1e8 else hi:<4} AP50 {ap:.3f}  n {t}  precision/recall at {at}")


# ---------------------------------------------------------------- classifier
@torch.no_grad()
def logits_of(net, crops):
    out = [net(torch.from_numpy(np.stack(crops[i:i + 128])).permute(0, 3, 1, 2).float()) for i in range(0, len(crops), 128)]
    return torch.cat(out) if out else torch.zeros(0, 3, 4)


def fit_temperature(logits, allowed, item):
    """Two numbers per item, by search: states on heads whose state is known, judgeable on all that say something."""
    bits = torch.tensor([[(int(v) >> i) & 1 for i in range(4)] for v in allowed]).bool()
    best = (1e9, 1.0, 1.0)
    use = ~bits.all(1) & (bits.sum(1) > 0)
    if use.sum() < 30:
        return 1.0, 1.0
    for ts in np.exp(np.linspace(np.log(.4), np.log(2), 17)):
        for tj in np.exp(np.linspace(np.log(.4), np.log(2), 17)):
            l = logits[use, item]
            p = torch.cat([(l[:, :3] / ts).softmax(-1) * (l[:, 3:] / tj).sigmoid(), 1 - (l[:, 3:] / tj).sigmoid()], -1)
            nll = -(p * bits[use]).sum(1).clamp(1e-6, 1).log().mean().item()
            if nll < best[0]:
                best = (nll, float(ts), float(tj))
    return best[1], best[2]


def table(name, probs, truth, merge_wrong):
    """truth: state index 0..3 per head. Forced choice among the three states, and what the threshold does."""
    p, t = probs.copy(), truth.copy()
    if merge_wrong:  # real sources do not tell 'wrongly' from 'not'
        p[:, 2] += p[:, 1]
        p[:, 1] = 0
        t[t == 1] = 2
    known = t < 3
    line = f"{name:34s} n {len(t):5d}"
    if known.sum():
        forced = p[:, :3].argmax(1)
        recalls = [(forced[t == s] == s).mean() for s in (0, 1, 2) if (t == s).sum() >= 5]
        conf = p[:, :3].max(1)
        say = (conf >= .6) & known
        acc = (forced[say] == t[say]).mean() if say.any() else float("nan")
        wrong_accuse = ((forced != 0) & (conf >= .6) & (t == 0)).sum() / max(1, (t == 0).sum())
        line += f"  balanced {np.mean(recalls):.3f} (recall " + " ".join(f"{STATES[s]} {(forced[t == s] == s).mean():.3f}/{(t == s).sum()}" for s in (0, 1, 2) if (t == s).any()) + ")"
        line += f"  at .6: answers {say.sum() / known.sum():.2f} right {acc:.3f} accuses a wearer {wrong_accuse:.3f}"
    if (t == 3).any():
        line += f"  unjudgeable kept silent {(p[t == 3][:, :3].max(1) < .6).mean():.3f}/{(t == 3).sum()}"
    print(line)


def confusion(probs, truth):
    c = np.zeros((4, 4), int)
    for p, t in zip(probs.argmax(1), truth):
        c[t, p] += 1
    print("   rows truth, columns answer (worn, wrongly, not, not judgeable): " + " | ".join(" ".join(map(str, r)) for r in c))


def ece(probs, truth):
    conf, right = probs.max(1), probs.argmax(1) == truth
    e = 0.0
    for lo in np.arange(0, 1, .1):
        k = (conf > lo) & (conf <= lo + .1)
        if k.any():
            e += k.mean() * abs(conf[k].mean() - right[k].mean())
    return e


def side_ece(probs, truth):
    """As `landun eval`: probability of the side named (worn, or not worn rightly), of heads that wear or lack it."""
    p = probs[truth < 3]
    side = np.stack([p[:, 0], p[:, 1] + p[:, 2]], 1)
    return ece(side, (truth[truth < 3] > 0).astype(int))


def single(mask):
    """State index if exactly one state is allowed, mask 'not or wrongly' counts as not."""
    return {1: 0, 2: 1, 4: 2, 6: 2, 8: 3}.get(int(mask), -1)


def masks_on_faces(heads, pool, most):
    """Bare held-out faces with a mask put on: right, nose out, under the chin; drawn, or from another photograph."""
    rng, out, n = random.Random(9), [], 0
    for c, m in heads:
        if n >= most:
            break
        if m.get("face", {}).get("score", 0) < .75 or m["labels"][0] & ~(N | WW) or m["px"] < 24:
            continue
        pose = Pose(m["face"]["points"], rng)
        if not pose.ok or pose(0, 118, 10)[1] > SIDE * (m["box"][1] + m["box"][3]) * (1 if m["src"] in ("k12", "chan") else 9):
            continue
        n += 1
        for state, allowed in (("worn", W), (rng.choice(["nose", "chin"]), WW)):
            mm = dict(m, src="put_on", file=m["file"])
            img = put_mask(np.ascontiguousarray(c), pose, rng, state, pool)
            for lo, hi, px in BUCKETS[1:3]:
                x, lab = view(img, mm, [allowed, ANY, ANY], None, px if m["px"] >= hi else None)
                out.append((x, lab, mm, lo, held_out("cal" + m["file"], .5)))
    return out


def accusations(title, probs, truth):
    """At each threshold: of a thousand heads that got a verdict, how many wearers are accused; of those who wear it
    wrongly or not, how many are found."""
    parts = []
    for t in (.6, .7, .8, .85, .9, .95):
        best, conf = probs[:, :3].argmax(1), probs[:, :3].max(1)
        said = conf >= t
        wrong = said & (best > 0) & (truth == 0)
        found = said & (best > 0) & ((truth == 1) | (truth == 2))
        parts.append(f"{t}: {1000 * wrong.sum() / max(1, said.sum()):.0f}/1000 found {found.sum() / max(1, ((truth == 1) | (truth == 2)).sum()):.2f} silent {1 - said[truth < 3].mean():.2f}")
    print(f"   {title} ({len(truth)}) accuses a wearer at " + " | ".join(parts))


def classifier_data(a):
    """Every measured view: (crop, allowed states, head, lower edge of its size range, whether it is for calibration)."""
    pool = HeadPool(a.prepared, a.renders, "held_out")
    heads = [(pool.crops[i], pool.meta[i]) for g in pool.by.values() for k in g.values() for i in k]
    rng = np.random.RandomState(0)
    rng.shuffle(heads)
    rend = list(pool.rendered)
    rng.shuffle(rend)
    most = a.heads or (700 if a.quick else 6000)
    data = []
    for c, m in heads[:most] + rend[: most * 5 // 14]:
        cal = held_out("cal" + m["file"], .5)
        for lo, hi, px in BUCKETS:
            top = hi >= 1e9
            if top and m["px"] >= 48 or not top and m["px"] >= lo:
                want = min(m["px"], hi - .5) if m["px"] < hi else px
                x, lab = view(c, m, m["labels"], None, None if top else want)
                data.append((x, lab, m, lo, cal))
        if m["src"] != "nothing":  # smeared past telling, and too few pixels: nothing may be said
            small, lab = view(c, m, [J, J, J], None, 6)
            smear = view(c, m, [J, J, J], None, None)[0]
            smear = cv2.GaussianBlur(smear, (0, 0), 10)
            data += [(small, [J, J, J], dict(m, src="few pixels"), 0, cal), (smear, [J, J, J], dict(m, src="smeared"), 24, cal)]
    # nobody in the real pictures wears muffs: draw them on held-out heads, as a stand-in that is said to be one.
    # The same heads bare are measured too: what is told apart must be the cup, not the source
    draw = random.Random(7)
    drawn = 0
    for c, m in heads:
        if m.get("face", {}).get("score", 0) < .75 or m["labels"][1] not in (N, N | J) or m["src"] in ("k12", "chan"):
            continue
        pose = Pose(m["face"]["points"], draw)
        if not pose.ok or drawn >= (150 if most < 2000 else 500):
            continue
        drawn += 1
        img = draw_muffs(c, pose, m["labels"][2] == W, draw, "worn")
        for lo, hi, px in BUCKETS[1:]:
            if m["px"] >= lo:
                for picture, allowed in ((img, W), (c, N)) if m["labels"][1] == N else ((img, W),):
                    x, lab = view(picture, m, [ANY, allowed, ANY], None, px if m["px"] >= hi else None)
                    data.append((x, lab, dict(m, src="drawn"), lo, held_out("cal" + m["file"], .5)))
    return data + masks_on_faces(heads, pool, most // 4)


PHOTOGRAPHS = ["css", "blast", "maskdet", "k12", "chan"]


def calibrate(data, logits):
    cal = dict(state=[1.0] * 3, judge=[1.0] * 3)
    for it in range(3):
        k = [i for i, d in enumerate(data) if d[4] and single(d[1][it]) >= 0]  # heads whose one true answer is known
        cal["state"][it], cal["judge"][it] = fit_temperature(logits[k], [data[i][1][it] for i in k], it)
    return cal


def said(probs, least):
    """State named per head as the product does: the likeliest of three if it reaches its threshold, else silence (3)."""
    best = probs[:, :3].argmax(1)
    return np.where(probs[np.arange(len(best)), best] >= np.array(least)[best], best, 3)


def verdicts(probs, truth, least):
    """Wrong accusations per 1,000 judged, violators found, judged share, balanced accuracy of worn against the rest."""
    s = said(probs, least)
    judged, accuse = s < 3, (s == 1) | (s == 2)
    bad = (truth == 1) | (truth == 2)
    wrong = (accuse & ~bad).sum()
    side = [(~accuse)[judged & (truth == 0)], accuse[judged & bad]]
    return dict(wrong=1000 * wrong / max(1, judged.sum()), found=(accuse & bad).sum() / max(1, bad.sum()), n=len(truth), n_judged=int(judged.sum()), n_wrong=int(wrong),
                judged=judged[truth < 3].mean() if (truth < 3).any() else float("nan"), balanced=np.mean([v.mean() if len(v) else np.nan for v in side]),
                silent=(~judged)[truth == 3].mean() if (truth == 3).any() else float("nan"))


def choose_thresholds(data, probs, most_wrong=7):
    """Per item the least certainty for each state, on the calibration half: the lowest accusing thresholds at which at
    most `most_wrong` of 1,000 judged are accused wrongly, on photographs and on what was put or drawn on them."""
    out = {}
    for it, item in enumerate(ITEMS):
        def rows(srcs):
            k = [i for i, d in enumerate(data) if d[4] and d[3] >= 12 and d[2]["src"] in srcs and single(d[1][it]) >= 0]
            return probs[k, it], np.array([single(data[i][1][it]) for i in k])
        sets = [r for r in (rows(PHOTOGRAPHS), rows(["put_on", "drawn"]), rows(["render"])) if len(r[1]) >= 60]
        best = None
        for t in np.arange(.6, .995, .01):
            if all(verdicts(p, y, (.6, t, t))["wrong"] <= most_wrong for p, y in sets):
                best = float(round(t, 2))
                break
        out[item] = dict(worn=.6, worn_wrongly=best or .99, not_worn=best or .99)
    return out


def bars(data, probs):
    """Forced choice of worn or not worn rightly, as `landun eval` counts it, without thresholds."""
    def line(title, it, srcs, low, high, exact=False):
        k = [i for i, d in enumerate(data) if not d[4] and d[2]["src"] in srcs and low <= d[3] < high and 0 <= single(d[1][it]) < 3]
        t = np.array([single(data[i][1][it]) for i in k], int)
        p = probs[k, it]
        forced = p[:, :3].argmax(1)
        if exact:
            rec = [((forced == s)[t == s]) for s in (0, 1)]
        else:
            rec = [((forced == 0) == w)[(t == 0) == w] for w in (True, False)]
        if min(map(len, rec)) >= 5:
            print(f"   * {title}: balanced {np.mean([r.mean() for r in rec]):.3f} (recall worn {rec[0].mean():.3f} of {len(rec[0])}, the other {rec[1].mean():.3f} of {len(rec[1])}), "
                  f"calibration error {side_ece(p, t):.3f}")
    for title, srcs in (("all photographs", PHOTOGRAPHS), ("face crops", ["k12", "chan"]), ("maskdet", ["maskdet"]), ("css", ["css"])):
        line(f"mask, {title}, >= 24 px", 0, srcs, 24, 1e9)
        line(f"mask, {title}, 12-24 px", 0, srcs, 12, 24)
    line("mask worn wrongly against worn, put on faces", 0, ["put_on"], 12, 1e9, True)
    line("mask worn wrongly against worn, rendered", 0, ["render"], 12, 1e9, True)
    line("muffs drawn against the same ears bare, >= 24 px", 1, ["drawn"], 24, 1e9)
    line("muffs, rendered, >= 24 px", 1, ["render"], 24, 1e9)
    for src in ("blast", "css", "render"):
        line(f"helmet, {src}, >= 12 px", 2, [src], 12, 1e9)


RELIABILITY = [("mask, photographs", 0, PHOTOGRAPHS), ("hearing, drawn or rendered", 1, ["drawn", "render"]), ("helmet, photographs", 2, ["blast", "css"])]


def reliability(data, probs):
    """For plots.py: per curve and tenth, [probability said, share right, views] of the side named, heads from 12 px."""
    out = {}
    for title, it, srcs in RELIABILITY:
        k = [i for i, d in enumerate(data) if not d[4] and d[2]["src"] in srcs and d[3] >= 12 and 0 <= single(d[1][it]) < 3]
        p, lacks = probs[k, it], np.array([single(data[i][1][it]) > 0 for i in k])
        side = np.stack([p[:, 0], p[:, 1] + p[:, 2]], 1)
        conf, right = side.max(1), (side.argmax(1) == 1) == lacks
        tenths = [(conf > lo) & (conf <= lo + .1) for lo in np.arange(0, 1, .1)]
        out[title] = [[float(conf[t].mean()), float(right[t].mean()), int(t.sum())] for t in tenths if t.any()]
    return out


def evaluate_classifier(a):
    data = classifier_data(a)
    for path, two in [(a.classifier, a.two_looks)] + [(p, False) for p in a.against]:
        print(f"##### {os.path.basename(path)}{', two looks' if two else ''}")
        report(data, path, two, *((a.calibrate, a.reliability) if path == a.classifier else (None, None)))


def report(data, path, two, calibration, curves):
    net = open_head_net(path, torch.from_numpy(np.stack([d[0] for d in data[:256]])).permute(0, 3, 1, 2).float())
    net = TwoLooks(net).eval() if two else net
    logits = logits_of(net, [d[0] for d in data])
    cal = calibrate(data, logits)
    print("temperatures", cal)
    probs = combine(logits, torch.tensor(cal["state"]), torch.tensor(cal["judge"])).numpy()
    least = choose_thresholds(data, probs)
    print("thresholds", json.dumps(least))
    if calibration:
        json.dump(dict(cal, two_looks=two, thresholds=least), open(calibration, "w"))
    if curves:
        json.dump(reliability(data, probs), open(curves, "w"))
    print("== head-ppe (half of the held-out heads; the other half set temperatures and thresholds)")
    groups = [("real css", ["css"]), ("real blast", ["blast"]), ("real maskdet", ["maskdet"]), ("real face-crops", ["k12", "chan"]),
              ("real, muffs drawn or bare", ["drawn"]), ("real, masks put on", ["put_on"]), ("no head", ["nothing"]), ("few pixels", ["few pixels"]),
              ("smeared", ["smeared"]), ("rendered", ["render"])]
    bars(data, probs)
    for it, item in enumerate(ITEMS):
        print(f"-- {item}")
        for title, srcs in (("photographs", PHOTOGRAPHS), ("put on or drawn", ["put_on", "drawn"]), ("rendered", ["render"])):
            for lo in (12, 24):
                k = [i for i, d in enumerate(data) if not d[4] and d[2]["src"] in srcs and d[3] >= lo and single(d[1][it]) >= 0]
                if len(k) < 10:
                    continue
                t = np.array([single(data[i][1][it]) for i in k])
                for name, l in (("shipped thresholds", tuple(least[item].values())), (".6 for all", (.6, .6, .6))):
                    v = verdicts(probs[k, it], t, l)
                    print(f"   {title} >= {lo} px, {name}: {v['n_wrong']} wrong accusations of {v['n_judged']} judged = {v['wrong']:.1f}/1000, violators found {v['found']:.3f}, "
                          f"judged {v['judged']:.2f}, balanced among judged {v['balanced']:.3f}, unjudgeable silent {v['silent']:.3f}")
            if len(k) >= 10:
                accusations(title + " >= 24 px", probs[k, it], t)
        for title, srcs in groups:
            for lo, hi, _ in [(0, 8, 0), *BUCKETS]:
                k = [i for i, d in enumerate(data) if not d[4] and d[2]["src"] in srcs and d[3] == lo and single(d[1][it]) >= 0]
                if len(k) < 10:
                    continue
                t = np.array([single(data[i][1][it]) for i in k])
                table(f"{title} {lo}-{'' if hi > 1e8 else hi} px", probs[k, it], t, merge_wrong=srcs[0] not in ("render", "put_on"))
            k = [i for i, d in enumerate(data) if not d[4] and d[2]["src"] in srcs and single(d[1][it]) >= 0]
            if len(k) >= 10:
                t = np.array([single(data[i][1][it]) for i in k])
                confusion(probs[k, it], t)
                print(f"   calibration error of four states {ece(probs[k, it], t):.3f}, of worn or not {side_ece(probs[k, it], t) if (t < 3).any() else float('nan'):.3f}")
            # heads known to wear nothing, though an ear may be hidden: how often is somebody said to wear it
            k = [i for i, d in enumerate(data) if not d[4] and d[2]["src"] in srcs and d[1][it] == 12]
            if len(k) >= 10:
                print(f"   {title}: {len(k)} views without it (ear, or head, may be hidden): called worn at .6 {(probs[k, it, 0] > .6).mean():.4f},"
                      f" worn wrongly {(probs[k, it, 1] > .6).mean():.4f}, not worn {(probs[k, it, 2] > .6).mean():.3f}")


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", required=True)
    ap.add_argument("--prepared", required=True)
    ap.add_argument("--renders")
    ap.add_argument("--detector")
    ap.add_argument("--classifier")
    ap.add_argument("--quick", action="store_true", help="a small part only, to look at while training")
    ap.add_argument("--against", nargs="*", default=[], help="more classifiers, .pt or exported .onnx, on the same heads")
    ap.add_argument("--two-looks", action="store_true", help="of a checkpoint: mean with a nearer, mirrored look, as exported by --calibrate")
    ap.add_argument("--heads", type=int, help="photographed heads to measure")
    ap.add_argument("--calibrate", help="write the temperatures here")
    ap.add_argument("--reliability", help="write what plots.py draws here")
    a = ap.parse_args()
    torch.set_num_threads(1)
    if a.detector:
        evaluate_detector(a)
    if a.classifier:
        evaluate_classifier(a)


if __name__ == "__main__":
    main()
