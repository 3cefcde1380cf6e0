"""Training examples for stage 2: one head crop, degraded to what a drone would have caught, and the states
that are then still allowed for each item."""
import json
import os
from collections import Counter

import cv2
import numpy as np

from augment import colour, motion_kernel, noise
from compose import Pose, draw_mask, draw_muffs, paste_helmet, paste_mask
from extract import CONTEXT, SIDE, crop
from renders import load_renders
from settle import apply_corrections, settle_bare, settle_blast, settle_ears, settle_faces

W, WW, N, J, ANY = 1, 2, 4, 8, 15
SIZE, SCALE = 64, 1.6  # network input, and the crop's side over the head box's larger side
# below the first number of head pixels an item cannot be judged, below the second nobody should insist
PIXELS = [(8, 11), (12, 18), (6, 8)]  # mask, hearing, helmet


def render_labels(p):
    """What is allowed per item, from what is truly visible (counted in the renderer, not guessed)."""
    def item(state, seen, sure, maybe):
        s = {"worn": W, "worn_wrongly": WW, "not_worn": N}[state]
        return s if seen >= sure else s | J if seen >= maybe else J
    ear = max(p.get("left_ear_visible", 0), p.get("right_ear_visible", 0))
    vis = p.get("visible", 1)
    mask = item(p["mask"], p.get("mask_visible", 0), .33, .14)
    if p.get("mask_type") == "scarf" or "welding_shield" in p.get("extra", []):
        mask = N | J  # something covers the mouth that is no dust mask; whether one is below cannot be seen
    if p["mask"] == "worn_wrongly" and mask == J:
        mask = WW | J
    if p["hearing"] == "worn_wrongly":  # a cup on the neck or helmet can be seen from where the ear cannot
        hearing = WW if ear >= .35 and vis > .5 else WW | J
    elif p["hearing"] == "worn":
        hearing = item("worn", ear, .3, .1)
    else:
        hearing = N if ear_side_faces(p) else item("not_worn", ear, .4, .15)
    helmet = item(p["helmet"], vis, .4, .2)
    if vis < .2:
        mask = hearing = J
    return [mask, hearing, helmet]


def ear_side_faces(p):
    """Whether a bare ear would be seen from here. A bare ear under a brim has few pixels even when it is in plain
    view, while a cup stands out: counted pixels alone would teach "seen = protected", so the angle decides."""
    if p.get("visible", 1) < .6 or {"hood", "welding_shield"} & set(p.get("extra", [])):
        return False
    yaw, pitch = (np.radians(p["view"][k]) for k in ("yaw_deg", "pitch_deg"))
    return abs(yaw) <= np.radians(60) or abs(np.sin(yaw) * np.cos(pitch)) > .25


def render_crops(folder, part, known=None):
    """Crops of the rendered heads (BGR pictures in, RGB crops out); `known` skips pictures already cut."""
    out = []
    for r in load_renders(folder):
        if r["part"] != part or (known is not None and r["file"] in known):
            continue
        if known is not None:
            known.add(r["file"])
        img = cv2.imread(os.path.join(folder, r["file"]))
        for p in r["persons"]:
            b = p.get("head_box")
            if not b or max(b[2], b[3]) < 6:
                continue
            s = max(b[2], b[3]) * CONTEXT
            out.append((crop(img, b)[..., ::-1], dict(
                src="render", file=r["file"], part=part, blur=r.get("blur_px", 0), px=float(max(b[2], b[3])), labels=render_labels(p),
                box=[.5 - b[2] / s / 2, .5 - b[3] / s / 2, b[2] / s, b[3] / s],
                truth=[p["mask"], p["hearing"], p["helmet"]], types=[p.get("mask_type"), p.get("hearing_type")], extra=p.get("extra", []))))
    return out


def rendered_weight(m):
    """Half of the rendered heads are seen from behind: what can be judged, and what is rare, is shown more often."""
    mask, hearing, _ = m["labels"]
    w = .5 + (mask in (W, N)) + (hearing in (W, N)) + 3 * (mask == WW) + 2 * (hearing == WW)
    if {"cap", "hood"} & set(m["extra"]):  # taken for helmets
        w += 1.5
    return w * (.4 if m["px"] < 14 else 1)


def surround(img, m, ground, rng):
    """A face crop has a plain ground, which no photograph of a site has: it is laid on a piece of one."""
    x0, y0 = (int(round(v * SIDE)) for v in m["box"][:2])
    x1, y1 = x0 + int(m["box"][2] * SIDE), y0 + int(m["box"][3] * SIDE)
    out = np.ascontiguousarray(ground[:, ::rng.choice((1, -1))])
    soft = np.zeros((SIDE, SIDE), np.float32)
    soft[y0 + 2:y1 - 2, x0 + 2:x1 - 2] = 1
    if rng.random() < .6:  # no seam
        soft = cv2.GaussianBlur(soft, (0, 0), rng.uniform(1, 4))
    return (out * (1 - soft[..., None]) + img * soft[..., None]).astype(np.uint8)


class HeadPool:
    # share of each source in a batch; what is missing falls out
    SHARE = dict(css=.17, blast=.21, maskdet=.15, k12=.11, chan=.11, nothing=.05, render=.20)

    def __init__(self, prepared, renders, part):
        self.crops = np.load(os.path.join(prepared, "heads.npy"), mmap_mode="r")
        self.meta = json.load(open(os.path.join(prepared, "heads.json")))
        corr = os.path.join(os.path.dirname(os.path.abspath(__file__)), "corrections.json")
        if os.path.exists(corr):
            apply_corrections(self.meta, json.load(open(corr)))
        group = json.load(open(os.path.join(prepared, "split.json")))["group"]
        settle_faces(self.meta)
        settle_bare(self.meta)
        settle_blast(self.meta, group)
        settle_ears(self.meta)
        self.renders, self.part, self.known, self.rendered = renders, part, set(), []
        self.weight = []
        self.by = {}
        for i, m in enumerate(self.meta):
            if m["part"] == part and not m.get("drop"):
                key = (m["src"], m["labels"][2] if m["src"] in ("css", "blast") else m["labels"][0])
                self.by.setdefault(m["src"], {}).setdefault(key, []).append(i)
        # one sitting of one person in fifty pictures is not fifty people: a head counts by its group's size ^ -.7
        size = Counter(group.get(m["file"], m["file"]) for m in self.meta if m["part"] == part)
        self.chance = {src: {k: np.cumsum([size[group.get(self.meta[i]["file"], self.meta[i]["file"])] ** -.7 for i in v]).tolist()
                             for k, v in keys.items()} for src, keys in self.by.items()}
        # masks on photographs, to be put on other faces
        self.donors = [i for src in ("k12", "chan") for i in self.by.get(src, {}).get((src, W), [])
                       if self.meta[i].get("face", {}).get("score", 0) >= .75 and self.meta[i]["px"] >= 48]
        self.helmets = [i for v in self.by.get("blast", {}).values() for i in v if self.meta[i]["labels"][2] == W
                        and self.meta[i].get("face", {}).get("score", 0) >= .75 and self.meta[i]["px"] >= 36]
        self.grounds = [i for v in self.by.get("nothing", {}).values() for i in v]
        self.refresh()

    def refresh(self):
        if self.renders:
            new = render_crops(self.renders, self.part, self.known)
            self.rendered += new
            self.weight += [rendered_weight(m) for _, m in new]
            self.cumulative = np.cumsum(self.weight).tolist()

    def draw(self, rng):
        share = {k: v for k, v in self.SHARE.items() if k in self.by or (k == "render" and self.rendered)}
        src = rng.choices(list(share), list(share.values()))[0]
        if src == "render":
            return rng.choices(self.rendered, cum_weights=self.cumulative)[0]
        groups = self.by[src]
        # halfway between as found and balanced over the source's states
        k = rng.choices(list(groups), [len(v) ** .5 for v in groups.values()])[0]
        i = rng.choices(groups[k], cum_weights=self.chance[src][k])[0]
        return self.crops[i], self.meta[i]


def put_mask(img, pose, rng, state, pool):
    """A drawn mask, or half of the time one from a photograph of another face."""
    if pool is None or not pool.donors or rng.random() < .5:
        return draw_mask(img, pose, rng, state)
    i = rng.choice(pool.donors)
    donor = Pose(pool.meta[i]["face"]["points"], rng)
    if not donor.ok or abs(donor.sin - pose.sin) > .5:
        return draw_mask(img, pose, rng, state)
    return paste_mask(img, pose, np.ascontiguousarray(pool.crops[i]), donor, rng, state)


def compose(img, m, labels, rng, pool=None):
    """Draws masks and muffs on a real face whose points are known."""
    f = m.get("face")
    if not f or f["score"] < .68 or m["src"] == "render":
        return img, labels
    pose = Pose(f["points"], rng)
    if not pose.ok:
        return img, labels
    labels = list(labels)
    if labels[2] in (N, N | J) and pool is not None and pool.helmets and rng.random() < .3:
        i = rng.choice(pool.helmets)
        donor = Pose(pool.meta[i]["face"]["points"], rng)
        room = m["src"] not in ("k12", "chan") or pose(0, -110, 0)[1] > SIDE * m["box"][1]  # a face crop may end at the brow
        if room and donor.ok and abs(donor.sin - pose.sin) < .35:
            img, labels[2] = paste_helmet(img, pose, np.ascontiguousarray(pool.crops[i]), donor, rng), W
    helmet = labels[2] == W
    if not labels[0] & ~(N | WW):  # bare face
        r = rng.random()
        low = m["src"] in ("k12", "chan") and pose(0, 118, 10)[1] > SIDE * (m["box"][1] + m["box"][3])
        if r < .22:
            img, labels[0] = put_mask(img, pose, rng, "worn", pool), W
        elif r < .40:
            img, labels[0] = put_mask(img, pose, rng, "nose", pool), WW
        elif r < .62:
            if low:
                return img, labels  # the chin lies outside of the crop
            down = "chin" if m["src"] in ("k12", "chan") else rng.choice(("chin", "chin", "hanging"))  # so does the throat
            img, labels[0] = put_mask(img, pose, rng, down, pool), WW
        elif r < .67 and not helmet:
            img, labels[0] = put_mask(img, pose, rng, "forehead", pool), WW
    r = rng.random()
    if labels[1] == N | J or labels[1] == N:
        if r < .40:
            img, labels[1] = draw_muffs(img, pose, helmet, rng, "worn"), W
        elif r < .47 and m["src"] not in ("k12", "chan"):  # the neck is outside a face crop
            img, labels[1] = draw_muffs(img, pose, helmet, rng, "neck"), WW
        elif r < .56 and helmet:
            img, labels[1] = draw_muffs(img, pose, helmet, rng, "parked"), WW
    if labels[0] & ~J and rng.random() < .05:  # something held before the mouth
        img, labels[0] = img.copy(), J if labels[0] != W else W | J
        c = pose(rng.uniform(-15, 15), 68, 30)
        s = pose.s * rng.uniform(45, 65)
        x0, y0, x1, y1 = (int(v) for v in (c[0] - s, c[1] - s, c[0] + s, c[1] + s))
        x0, y0 = max(x0, 0), max(y0, 0)
        patch = img[y0:y1, x0:x1]
        if patch.size:
            patch[:] = np.clip(np.array([rng.randrange(20, 235) for _ in range(3)]) + np.random.randn(*patch.shape) * 6, 0, 255)
    return img, labels


def cover(x, rng):
    """The picture ends beside the head, or little squares of it are blacked out as some sources do."""
    x, t = np.ascontiguousarray(x), len(x)
    if rng.random() < .5:
        n = max(1, int(t * rng.uniform(.05, .3)))
        side = rng.choice("lrb")
        x[(slice(-n, None) if side == "b" else slice(None)), (slice(n) if side == "l" else slice(-n, None) if side == "r" else slice(None))] = rng.choice((0, 114, 114, 255))
        return x
    for _ in range(rng.randrange(1, 4)):
        n = max(1, int(t * rng.uniform(.04, .18)))
        px, py = rng.randrange(t), rng.randrange(t)
        x[py:py + n, px:px + n] = rng.choice((0, 0, 114))
    return x


def view(img, m, labels, rng=None, px=None):
    """128-crop -> what the network sees (64x64) and the allowed states. Without rng: plain, as at run time
    (px then asks for a smaller head than the picture has)."""
    bx, by, bw, bh = (v * SIDE for v in m["box"])
    side = max(bw, bh)
    labels = list(labels)
    cx, cy = bx + bw / 2, by + bh / 2
    scale, ang, squash, lean, flip = SCALE, 0.0, 1.0, 0.0, False
    real = m["px"]
    if rng:
        scale *= float(np.exp(rng.uniform(-.26, .24)))
        cx += rng.gauss(0, .08) * side
        cy += rng.gauss(0, .08) * side
        if m["src"] in ("css", "blast") and rng.random() < .2:
            # another habit of labelling: a box round the hard hat or the hair alone. The mouth may then lie outside
            cy -= rng.uniform(.08, .26) * side
            scale *= float(np.exp(rng.uniform(-.3, 0)))
            labels[0] |= J
        r = rng.random()
        ang = rng.gauss(0, 9) if r < .88 else rng.uniform(-60, 60) if r < .95 else rng.gauss(rng.choice((-90, 90, 180)), 12)
        lean = rng.uniform(-.35, .35) if rng.random() < .2 else 0.0  # sources shear their pictures; so does a wide lens
        squash = rng.uniform(.75, 1) if rng.random() < .3 else rng.uniform(.95, 1.05)
        flip = rng.random() < .5
        # mostly heads that can be judged: harsher samples teach a small net to hedge on the clear ones too
        r = rng.random()
        px = float(np.exp(rng.uniform(np.log(18), np.log(96)))) if r < .72 else rng.uniform(10, 18) if r < .92 else rng.uniform(5, 10)
    px = min(real, px) if px else real
    t = int(np.clip(round(px * scale), 6, 112))
    k = t / (side * scale)
    a = np.radians(ang)
    m2 = np.array([[np.cos(a) * k * (-1 if flip else 1), -np.sin(a) * k, 0], [np.sin(a) * k * (-1 if flip else 1), np.cos(a) * k * squash, 0]])
    m2[0] += lean * m2[1]
    m2[:, 2] = np.array([t / 2, t / 2]) - m2[:, :2] @ np.array([cx, cy])
    src = img
    if k < .6:
        g = min(.95, k / .9)
        src = cv2.resize(img, None, fx=g, fy=g, interpolation=cv2.INTER_AREA)
        m2[:, :2] *= SIDE / src.shape[1]
    x = cv2.warpAffine(np.ascontiguousarray(src), m2, (t, t), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE if rng and rng.random() < .5 else cv2.BORDER_CONSTANT,
                       borderValue=(114, 114, 114))
    lost = 2.0 * m.get("blur", 0) / max(real, 1)  # some renders come blurred already
    if rng:
        x = colour(x[..., ::-1], rng, .16) if rng.random() < .75 else np.ascontiguousarray(x[..., ::-1])
        if rng.random() < .11:  # shadow, dusk, night
            x = (x * rng.uniform(.18, .6)).astype(np.uint8)
        r = rng.random()
        if r < .1:
            n = max(3, int(round(px * rng.uniform(.04, .25))) | 1)
            x = cv2.filter2D(x, -1, motion_kernel(n, rng.uniform(0, np.pi)))
            lost += n / px if n > 3 else 0.0
        elif r < .3:
            sg = rng.uniform(.3, .8) if rng.random() < .8 else px * rng.uniform(.03, .1)
            x = cv2.GaussianBlur(x, (0, 0), sg)
            lost += 3.0 * sg / px
        elif r < .45:
            x = cv2.addWeighted(x, 1.7, cv2.GaussianBlur(x, (0, 0), 1), -.7, 0)
        if rng.random() < .2:
            x = noise(x, rng, rng.uniform(2, 9))
        if rng.random() < .5 and t >= 12:
            # codecs work on blocks of the whole frame: shift the block grid by padding before coding
            o = rng.randrange(8)
            big = cv2.copyMakeBorder(x, o, 8, o, 8, cv2.BORDER_REPLICATE)
            x = cv2.imdecode(cv2.imencode(".jpg", big, [cv2.IMWRITE_JPEG_QUALITY, rng.randrange(35, 92)])[1], 1)[o:o + t, o:o + t]
        x = x[..., ::-1]
        if rng.random() < (.22 if m["src"] in ("css", "blast") else .12):
            x = cover(x, rng)
        if rng.random() < .05:  # nothing but a smear is left
            x, labels = cv2.GaussianBlur(np.ascontiguousarray(x), (0, 0), max(.8, .3 * px)), [J, J, J]
    eff = px * (1 - min(.8, max(0, lost - .12) * 1.6))
    for i, (none, maybe) in enumerate(PIXELS):
        labels[i] = J if eff < none else labels[i] | J if eff < maybe else labels[i]
    if rng and x.std() < 7:  # too dark or hazy to insist
        labels = [J if x.std() < 2.5 else v | J for v in labels]
    x = cv2.resize(np.ascontiguousarray(x), (SIZE, SIZE), interpolation=cv2.INTER_AREA if t > SIZE else cv2.INTER_LINEAR)
    return x, labels


def examples(pool, rng, views, drawn=True):
    """Several views of one head, drawn on once: drawing costs more than all the rest."""
    img, m = pool.draw(rng)
    labels = m["labels"]
    if drawn and m["src"] not in ("render", "nothing"):
        img, labels = compose(img, m, labels, rng, pool)
    if m["src"] in ("k12", "chan") and pool.grounds and rng.random() < .7:
        img = surround(img, m, pool.crops[rng.choice(pool.grounds)], rng)
    return [view(img, m, labels, rng) for _ in range(views)]
