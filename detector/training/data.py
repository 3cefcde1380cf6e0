"""Reading the photographs and their labels, and bringing four labelling habits to one: a head box holds
skull, face and helmet."""
import json
import os

import cv2
import numpy as np

cv2.setNumThreads(1)


def load_labels(data):
    return json.load(open(os.path.join(data, "scenes/labels.json")))["images"]


def brighten(img):
    """Undo the darkening some sources were augmented with: lift the mean towards 110 with a gamma."""
    m = float(np.percentile(img, 70)) / 255
    if m >= 0.35 or m <= 0.005:
        return img
    g = max(0.35, np.log(0.45) / np.log(m))
    return cv2.LUT(img, (255 * (np.arange(256) / 255.0) ** g).astype(np.uint8))


def rotate_image(img, deg):
    """Rotate by a multiple of 45 degrees, whole picture kept. Returns the picture and the 2x3 matrix."""
    h, w = img.shape[:2]
    m = cv2.getRotationMatrix2D((w / 2, h / 2), deg, 1.0)
    c, s = abs(m[0, 0]), abs(m[0, 1])
    nw, nh = int(round(h * s + w * c)), int(round(h * c + w * s))
    m[0, 2] += nw / 2 - w / 2
    m[1, 2] += nh / 2 - h / 2
    if deg % 360 == 0:
        return img, m
    return cv2.warpAffine(img, m, (nw, nh)), m


def rotate_box(box, m, deg):
    """Box [x, y, w, h] after rotate_image. At 45 degrees the labelled box was already grown by the
    rotation the source applied, so only its centre is carried over and the size is taken back down."""
    x, y, w, h = box
    cx, cy = m @ np.array([x + w / 2, y + h / 2, 1.0])
    if deg % 180 == 90:
        w, h = h, w
    elif deg % 90 == 45:
        w = h = (w + h) / 2 / 1.25
    return [cx - w / 2, cy - h / 2, w, h]


# ---------------------------------------------------------------- one habit for head boxes
def union(a, b):
    x, y = min(a[0], b[0]), min(a[1], b[1])
    return [x, y, max(a[0] + a[2], b[0] + b[2]) - x, max(a[1] + a[3], b[1] + b[3]) - y]


def pair_heads_faces(objects):
    """css: `head` is the hat or hair, `face` lies in or below it. Returns [(full head box, head, face or None)]."""
    heads = [o for o in objects if o["class"] == "head"]
    faces = [o for o in objects if o["class"] == "face"]
    used, out = set(), []
    for h in heads:
        x, y, w, hh = h["box"]
        best, bi = 1e9, None
        for i, f in enumerate(faces):
            if i in used:
                continue
            fx, fy, fw, fh = f["box"]
            cx, cy = fx + fw / 2, fy + fh / 2
            ratio = max(fw, fh) / max(1e-6, max(w, hh))
            # the face's centre lies across the head's width and not more than a head's width below it
            if x - .25 * w < cx < x + 1.25 * w and y + .1 * hh < cy < y + hh + max(1.2 * fh, .9 * w) and .2 < ratio < 1.8:
                d = abs(cx - x - w / 2) / w + abs(cy - y - .8 * hh) / hh
                if d < best:
                    best, bi = d, i
        if bi is None:
            out.append((list(h["box"]), h, None))
        else:
            used.add(bi)
            out.append((union(h["box"], faces[bi]["box"]), h, faces[bi]))
    return out, [f for i, f in enumerate(faces) if i not in used]


def grow(box, left, top, right, bottom):
    x, y, w, h = box
    return [x - left * w, y - top * h, w * (1 + left + right), h * (1 + top + bottom)]


def inside(inner, outer):
    """Fraction of `inner` that lies in `outer`."""
    x0, y0 = max(inner[0], outer[0]), max(inner[1], outer[1])
    x1 = min(inner[0] + inner[2], outer[0] + outer[2])
    y1 = min(inner[1] + inner[3], outer[1] + outer[3])
    return max(0, x1 - x0) * max(0, y1 - y0) / max(1e-6, inner[2] * inner[3])


def overlap(a, b):
    """Intersection over union of two boxes [x, y, w, h]."""
    i = max(0, min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])) * max(0, min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1]))
    return i / max(1e-6, a[2] * a[3] + b[2] * b[3] - i)


def settle(box, pseudo):
    """The extent of a labelled `css` person: those boxes were grown by the turning and shearing of their source, so
    where the COCO detector surely sees the same person, most of the extent comes from there."""
    best = max(((overlap(box, q), q) for q, s in pseudo if s > .4), default=(0, None), key=lambda v: v[0])
    return box if best[0] < .5 else [.3 * a + .7 * b for a, b in zip(box, best[1])]


def detection_targets(im, prep, matrix):
    """Labels of one photograph for the detector, in the coordinates of the picture after rotate_image.

    Returns boxes [(class, box)] and ignore regions [(class, box)]: places where something of a class that is
    not labelled in this source may be, so that "nothing here" must not be taught there."""
    p = prep[im["file"]]
    rot = p["rot"]
    objs = [dict(o, box=rotate_box(o["box"], matrix, rot)) for o in im["objects"]] if rot else im["objects"]
    boxes, ignore = [], []
    pseudo = [(q[:4], q[4]) for q in p["persons"]]
    if im["source"] == "css":
        heads, loose = pair_heads_faces(objs)
        boxes += [(1, b) for b, _, _ in heads]
        boxes += [(0, settle(o["box"], pseudo)) for o in objs if o["class"] == "person"]
        ignore += [(1, grow(f["box"], .2, 1.0, .2, .2)) for f in loose]
    elif im["source"] == "oblique":
        boxes += [(0, o["box"]) for o in objs if o["class"] == "person"]
        ignore += [(1, grow(b, .2, .2, .2, 0)) for _, b in boxes]
    else:
        if im["source"] == "blast":
            heads = [o["box"] for o in objs if o["class"] == "head"]
        else:
            heads = [grow(o["box"], .03, .1, .03, 0) for o in objs if o["class"] == "face"]
        boxes += [(1, b) for b in heads]
        covered = set()
        for b, s in pseudo:
            top = [b[0], b[1] - .1 * b[3], b[2], .65 * b[3]]
            inner = [i for i, h in enumerate(heads) if inside(h, top) > .7]
            if s > .55 or (s > .3 and inner):
                boxes.append((0, b))
                covered |= set(inner)
                if not inner and im["source"] == "maskdet":
                    ignore.append((1, [b[0], b[1] - .05 * b[3], b[2], .5 * b[3]]))
            elif s > .12:
                ignore.append((0, b))
        for i, h in enumerate(heads):
            if i not in covered:  # the body of this head was not found: its extent is unknown
                ignore.append((0, grow(h, 1.5, .6, 1.5, 6.5)))
    return boxes, ignore


# ---------------------------------------------------------------- split by group of near-duplicates
def groups_by_similarity(emb, threshold):
    """Single-link groups: pictures whose pooled features point the same way are one group."""
    z = emb - emb.mean(0)
    z = z / (z.std(0) + 1e-6)
    z /= np.linalg.norm(z, axis=1, keepdims=True)
    parent = np.arange(len(z))

    def find(i):
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i
    for i in range(0, len(z), 512):
        sim = z[i:i + 512] @ z.T
        for r, c in zip(*np.where(sim > threshold)):
            a, b = find(i + r), find(c)
            if a != b:
                parent[max(a, b)] = min(a, b)
    return np.array([find(i) for i in range(len(z))])
