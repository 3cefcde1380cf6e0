"""Cuts the known traps out of held-out rendered frames: OUT/*.jpg and OUT/labels.json, which `landun eval OUT --boxes given`
and the unit tests read. Of each trap the largest heads, at most `--each`, one of a frame; nobody picked what goes well."""
import argparse
import json
import os

import cv2

from heads import J, N, W, WW, render_labels
from renders import load_renders

STATE = {W: "worn", WW: "worn_wrongly", N: "not_worn", J: "not_judgeable"}
AROUND = 2.4  # side of the cut over the larger side of the head box


def extra(name):
    return lambda p: name in p.get("extra", [])


TRAPS = dict(
    scarf=extra("scarf"), scarf_at_the_neck=extra("scarf_down"), balaclava=extra("hood"), sunglasses=extra("sunglasses"), goggles=extra("goggles"),
    cap=extra("cap"), phone_at_the_ear=extra("phone"), welding_shield=extra("welding_shield"), raised_welding_shield=extra("welding_shield_up"),
    helmet_from_above=lambda p: p["helmet"] == "worn" and p["view"]["pitch_deg"] > 55, mask_under_chin=lambda p: p["mask_how"] == "chin",
    muffs_on_the_helmet=lambda p: p["hearing_how"] in ("parked", "up", "helmet"), muffs_round_the_neck=lambda p: p["hearing_how"] == "neck")


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--renders", required=True)
    ap.add_argument("--out", required=True)
    ap.add_argument("--each", type=int, default=2)
    a = ap.parse_args()
    os.makedirs(a.out, exist_ok=True)
    frames = [r for r in load_renders(a.renders) if r["part"] == "held_out"]
    images = []
    for trap, is_trap in TRAPS.items():
        heads = [(max(p["head_box"][2:]), r["file"], r, p) for r in frames for p in r["persons"] if p.get("head_box") and p.get("visible", 1) >= .7 and is_trap(p)]
        heads.sort(key=lambda h: (-h[0], h[1]))
        used = set()
        for px, file, r, p in heads:
            if file in used or len(used) == a.each or px < 16:
                continue
            used.add(file)
            img = cv2.imread(os.path.join(a.renders, file))
            x, y, w, h = p["head_box"]
            s = AROUND * px / 2
            x0, y0 = max(0, int(x + w / 2 - s)), max(0, int(y + h / 2 - s))
            cut = img[y0:int(y + h / 2 + s), x0:int(x + w / 2 + s)]
            name = f"{trap}-{len(used)}.jpg"
            cv2.imwrite(os.path.join(a.out, name), cut, [cv2.IMWRITE_JPEG_QUALITY, 88])
            states = {item: STATE[v] for item, v in zip(("mask", "hearing", "helmet"), render_labels(p)) if v in STATE}
            images.append(dict(file=name, source=trap, objects=[{"class": "head", "box": [x - x0, y - y0, w, h], **states}]))
        print(trap, len(used), "of", len(heads))
    json.dump(dict(images=images), open(os.path.join(a.out, "labels.json"), "w"), indent=1)


if __name__ == "__main__":
    main()
