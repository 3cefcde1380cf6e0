"""Draws masks and ear muffs on real heads. No published photographs show workers from above with ear muffs
or respirators, and a net that sees muffs on renders only would learn "muffs = render"."""
import cv2
import numpy as np


class Pose:
    """Rough head pose from five face points (eyes, nose tip, mouth corners), in millimetres on the head.

    X to the right of the picture, Y down the face from the eyes, Z towards the camera. Only the turn to the
    side is modelled: enough to know where an ear is and which one is seen."""

    def __init__(self, pts, rng):
        p = np.array(pts, np.float64)
        self.e, m = (p[0] + p[1]) / 2, (p[3] + p[4]) / 2
        d = np.linalg.norm(m - self.e)
        self.down = (m - self.e) / max(d, 1e-6)
        self.right = np.array([self.down[1], -self.down[0]])
        self.s = max(d / 70, np.linalg.norm(p[1] - p[0]) / 66) * rng.uniform(.95, 1.08)
        self.sin = float(np.clip((p[2] - self.e) @ self.right / (28 * self.s), -.93, .93))
        self.cos = float(np.sqrt(1 - self.sin ** 2))
        self.ok = 4 < d < 60 and self.s > .06 and abs(self.sin) < .8  # in profile the points say too little

    def __call__(self, x, y, z):
        return self.e + self.right * self.s * (x * self.cos + z * self.sin) + self.down * self.s * y


def exposure(img, rng):
    """How bright things are in this picture: equipment in a dark one is dark."""
    return float(np.clip((img.mean() + 15) / 110, .25, 1.1)) ** rng.uniform(.5, 1)


def paint(img, mask, colour, rng, shade=None):
    """Blend a colour through a soft mask, keeping some of the light that was there."""
    light = cv2.GaussianBlur(cv2.cvtColor(img, cv2.COLOR_RGB2GRAY), (0, 0), 3).astype(np.float32)
    keep = rng.uniform(.15, .6)
    light = (1 + keep * (light / max(20.0, float(light.mean())) - 1)) * exposure(img, rng)
    c = np.array(colour, np.float32)[None, None] * light[..., None]
    if shade is not None:
        c = c * shade[..., None]
    m = cv2.GaussianBlur(mask, (0, 0), rng.uniform(.5, .9)).astype(np.float32)[..., None] / 255
    img[:] = np.clip(img * (1 - m) + c * m, 0, 255).astype(np.uint8)


def pick_colour(rng, kinds):
    k = rng.choice(kinds)
    if k == "black":
        return [rng.uniform(12, 55)] * 3
    if k == "grey":
        return [rng.uniform(70, 165) + rng.uniform(-8, 8) for _ in range(3)]
    if k == "white":
        v = rng.uniform(195, 250)
        return [v, v - rng.uniform(0, 12), v - rng.uniform(0, 20)]
    if k == "blue":  # surgical
        return [rng.uniform(110, 190), rng.uniform(175, 215), rng.uniform(205, 240)]
    hsv = np.uint8([[[rng.randrange(180), rng.randrange(110, 250), rng.randrange(90, 250)]]])
    return cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)[0, 0].astype(float).tolist()


def poly(shape, pts):
    m = np.zeros(shape[:2], np.uint8)
    cv2.fillPoly(m, [np.round(np.array(pts) * 8).astype(np.int32)], 255, cv2.LINE_AA, 3)
    return m


def smooth(pts, n=6):
    """Closed Catmull-Rom curve through the points."""
    p = np.array(pts)
    out = []
    for i in range(len(p)):
        a, b, c, d = p[i - 1], p[i], p[(i + 1) % len(p)], p[(i + 2) % len(p)]
        for t in np.linspace(0, 1, n, endpoint=False):
            out.append(.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t ** 3))
    return np.array(out)


def line(img, pts, colour, width, rng):
    m = np.zeros(img.shape[:2], np.uint8)
    cv2.polylines(m, [np.round(np.array(pts) * 8).astype(np.int32)], False, 255, max(1, int(round(width))), cv2.LINE_AA, 3)
    paint(img, m, colour, rng)


def draw_muffs(img, pose, helmet, rng, state):
    """state: worn, neck (hanging round the neck) or parked (turned up on to the helmet or temples)."""
    img = img.copy()
    cup = pick_colour(rng, ["black", "black", "grey", "colour", "colour", "white"])
    trim = pick_colour(rng, ["black", "black", "grey"])
    rx, ry, thick = rng.uniform(31, 42), rng.uniform(40, 52), rng.uniform(32, 46)
    y, z, half = {"worn": (20, -82, 82), "neck": (rng.uniform(140, 165), -25, 58), "parked": (rng.uniform(-88, -62), -70, 92)}[state]
    y += rng.uniform(-5, 5)
    th = pose.sin
    sides = []
    if th < .3:
        sides.append(1)
    if th > -.3:
        sides.append(-1)  # turned to the right of the picture: the ear on its left is seen
    band = rng.random() < (.25 if helmet else .85)
    if state == "worn" and band:
        top = rng.uniform(128, 150) + (25 if helmet else 0)
        a = np.linspace(0, np.pi, 24)
        arc = [pose(half * np.cos(t), 20 - (top + 20) * np.sin(t), z + 25 * np.sin(t)) for t in a]
        line(img, arc, trim if rng.random() < .6 else cup, rng.uniform(8, 15) * pose.s, rng)
    elif state == "neck":
        a = np.linspace(0, np.pi, 16)
        line(img, [pose(half * np.cos(t), y + 12 * np.sin(t), 20) for t in a] if rng.random() < .5 else
             [pose(half * np.cos(t), y - 8, z - 60 * np.sin(t)) for t in a], trim, rng.uniform(7, 13) * pose.s, rng)
    for sd in sides:
        c = pose(sd * half, y, z)
        face = abs(th) if sd * th < 0 else 0.12
        w = (rx * face + thick / 2 * pose.cos) * pose.s
        h = ry * pose.s
        if state != "worn":
            h *= rng.uniform(.75, 1)
        ang = np.degrees(np.arctan2(pose.right[1], pose.right[0])) + rng.uniform(-8, 8)
        inner = c - pose.right * sd * pose.s * (thick * .32) * pose.cos
        m = np.zeros(img.shape[:2], np.uint8)
        cv2.ellipse(m, (tuple(map(float, inner)), (max(2.0, 2 * w * .9), max(2.0, 2 * h * 1.04)), float(ang)), 255, -1, cv2.LINE_AA)
        paint(img, m, trim, rng)  # cushion
        m[:] = 0
        cv2.ellipse(m, (tuple(map(float, c)), (max(2.0, 2 * w), max(2.0, 2 * h * .94)), float(ang)), 255, -1, cv2.LINE_AA)
        yy, xx = np.mgrid[:img.shape[0], :img.shape[1]].astype(np.float32)
        lx, ly = rng.uniform(-.6, .6), rng.uniform(-.9, -.2)
        shade = 1 + .3 * ((xx - c[0]) / max(w, 1) * lx + (yy - c[1]) / max(h, 1) * ly)
        paint(img, m, cup, rng, np.clip(shade, .5, 1.5))
        if rng.random() < .5:  # logo plate or rim
            m[:] = 0
            cv2.ellipse(m, (tuple(map(float, c)), (max(1.0, w), max(1.0, h)), float(ang)), 255, 1 if rng.random() < .5 else -1, cv2.LINE_AA)
            paint(img, m, pick_colour(rng, ["black", "grey", "white", "colour"]), rng)
        if helmet and not band and state != "neck":
            line(img, [c, pose(sd * 80, -62 if state == "worn" else -30, z + 10)], trim, rng.uniform(6, 12) * pose.s, rng)
    return img


def place(state, rng, nose, chin):
    """How far down the face a mask sits, in millimetres below where it belongs, and how much it is folded together."""
    return {"worn": lambda: (rng.uniform(-4, 4), 1.0), "nose": lambda: (rng.uniform(*nose), rng.uniform(.75, .95)),
            "chin": lambda: (rng.uniform(*chin), rng.uniform(.45, .7)), "hanging": lambda: (rng.uniform(88, 118), rng.uniform(.55, .95)),
            "forehead": lambda: (rng.uniform(-100, -78), rng.uniform(.5, .85))}[state]()


def draw_mask(img, pose, rng, state):
    """state: worn, nose (nose left out), chin (pulled down), hanging (before the throat) or forehead (pushed up)."""
    img = img.copy()
    kind = rng.choice(["cup", "cup", "fold", "half", "half"])
    shift, squash = place(state, rng, (36, 46), (62, 80))
    squash = .85 if state == "nose" else squash
    kinds = {"cup": ["white", "white", "white", "grey"], "fold": ["white", "blue", "blue", "colour", "black", "grey"], "half": ["grey", "grey", "black", "black", "colour"]}[kind]
    col = pick_colour(rng, kinds)
    out = {"cup": [(0, 16, 24), (26, 30, 12), (56, 52, -14), (58, 80, -18), (36, 108, 0), (0, 118, 12)],
           "fold": [(0, 20, 24), (40, 28, 4), (68, 36, -40), (66, 78, -42), (38, 110, -2), (0, 118, 10)],
           "half": [(0, 12, 26), (20, 28, 16), (44, 52, 0), (52, 88, -10), (30, 112, 0), (0, 116, 10)]}[kind]
    k = rng.uniform(.92, 1.1)

    def at(x, y, z):
        return pose(x * k, 16 + (y - 16) * squash + shift, z)
    strap = pick_colour(rng, ["white", "black", "grey", "colour"])
    for sd in (1, -1):
        if sd * pose.sin < .35:
            for y0, y1, zz in ((40, 10, -95), (85, 70, -90))[: 2 if kind != "fold" else 1 + (rng.random() < .6)]:
                line(img, [at(sd * 56, y0, -18), pose(sd * 76, (y1 + shift * .6), zz)], strap, max(1, rng.uniform(3, 7) * pose.s), rng)
    pts = [at(*p) for p in out] + [at(-x, y, z) for x, y, z in out[-2:0:-1]]
    m = poly(img.shape, smooth(pts))
    c = at(0, 70, 30)
    yy, xx = np.mgrid[:img.shape[0], :img.shape[1]].astype(np.float32)
    r = 60 * pose.s
    lx = rng.uniform(-.5, .5)
    shade = 1.05 - .3 * (((xx - c[0]) / r) ** 2 + ((yy - c[1]) / r) ** 2) + .25 * lx * (xx - c[0]) / r
    paint(img, m, col, rng, np.clip(shade, .45, 1.3))
    if kind == "half":
        fc = pick_colour(rng, ["black", "grey", "white", "colour", "colour"])
        for sd in ((1, -1) if rng.random() < .8 else (0,)):
            q = at(sd * 46, 82, 30 if sd else 50)
            fr = rng.uniform(26, 36) * pose.s
            seen = .35 + .65 * (pose.cos if not sd else min(1, abs(.6 + .6 * -sd * pose.sin)))
            m = np.zeros(img.shape[:2], np.uint8)
            cv2.ellipse(m, (tuple(map(float, q)), (max(1.5, 2 * fr * seen), max(1.5, 2 * fr * squash)), 0.0), 255, -1, cv2.LINE_AA)
            paint(img, m, fc, rng)
            m[:] = 0
            cv2.ellipse(m, (tuple(map(float, q)), (max(1.5, 2 * fr * seen), max(1.5, 2 * fr * squash)), 0.0), 255, 1, cv2.LINE_AA)
            paint(img, m, pick_colour(rng, ["black", "grey"]), rng)
    elif rng.random() < .45:  # exhalation valve
        q = at(rng.choice([0, 0, 22]), 76, 40)
        m = np.zeros(img.shape[:2], np.uint8)
        cv2.circle(m, tuple(int(v) for v in q), max(1, int(12 * pose.s)), 255, -1, cv2.LINE_AA)
        paint(img, m, pick_colour(rng, ["white", "grey", "black", "colour"]), rng)
    if kind == "fold" and rng.random() < .6:  # pleats or a seam
        for y in ((60, 80) if rng.random() < .5 else (70,)):
            line(img, [at(-50, y - 4, -10), at(0, y, 28), at(50, y - 4, -10)], [v * .8 for v in col], 1, rng)
    return img


COVER = [(0, 22, 26), (38, 30, 6), (62, 40, -30), (60, 78, -34), (36, 108, 0), (0, 116, 12)]  # what a worn mask hides


def paste_mask(img, pose, donor, donor_pose, rng, state):
    """Puts the photographed mask of another face on this one, at the chin or with the nose left out: a net that sees
    drawn masks only there would learn "drawn = worn wrongly"."""
    shift, squash = place(state, rng, (34, 44), (58, 78))

    def at(x, y, z):
        return pose(x, 16 + (y - 16) * squash + shift, z)
    corners = [(-60, 40, -25), (60, 40, -25), (0, 112, 8)]
    m = cv2.getAffineTransform(np.float32([donor_pose(*c) for c in corners]), np.float32([at(*c) for c in corners]))
    full = COVER + [(-x, y, z) for x, y, z in COVER[-2:0:-1]]
    cover = poly(donor.shape, smooth([donor_pose(*c) for c in full]))
    size = (img.shape[1], img.shape[0])
    soft = cv2.GaussianBlur(cv2.warpAffine(cover, m, size), (0, 0), max(.5, 3 * pose.s)).astype(np.float32)[..., None] / 255
    light = exposure(img, rng) / exposure(donor, rng)
    return np.clip(img * (1 - soft) + cv2.warpAffine(donor, m, size, borderMode=cv2.BORDER_REPLICATE) * (soft * light), 0, 255).astype(np.uint8)


# what a helmet hides of the head, from brim to crown and beyond, where the ground of its picture comes along
HAT = [(-92, -16, -30), (-60, -24, 30), (0, -28, 55), (60, -24, 30), (92, -16, -30), (112, -60, -20), (92, -118, -10), (0, -148, 0), (-92, -118, -10), (-112, -60, -20)]


def paste_helmet(img, pose, donor, donor_pose, rng):
    """Puts the photographed helmet of another head on this one: without it a helmet is known in the light, the
    colours and the codec of one source alone."""
    k = rng.uniform(.96, 1.08)
    corners = [(-90, -20, -20), (90, -20, -20), (0, -140, 0)]
    m = cv2.getAffineTransform(np.float32([donor_pose(*c) for c in corners]), np.float32([pose(x * k, y * k, z) for x, y, z in corners]))
    cover = poly(donor.shape, smooth([donor_pose(*c) for c in HAT]))
    size = (img.shape[1], img.shape[0])
    soft = cv2.GaussianBlur(cv2.warpAffine(cover, m, size), (0, 0), max(.6, 4 * pose.s)).astype(np.float32)[..., None] / 255
    light = exposure(img, rng) / exposure(donor, rng)
    hat = cv2.warpAffine(donor, m, size, borderMode=cv2.BORDER_REPLICATE)
    if img.std(-1).mean() < 3:  # a grey picture gets a grey helmet
        hat = cv2.cvtColor(cv2.cvtColor(hat, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    return np.clip(img * (1 - soft) + hat * (soft * light), 0, 255).astype(np.uint8)
