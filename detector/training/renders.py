"""Rendered frames: labels.jsonl beside the pictures, one line per picture."""
import json
import os


def load_renders(folder):
    """Complete lines only: the file may still be growing while training reads it."""
    path = os.path.join(folder, "labels.jsonl")
    out = []
    if not os.path.exists(path):
        return out
    for line in open(path):
        if not line.endswith("\n"):
            break
        r = json.loads(line)
        if os.path.exists(os.path.join(folder, r["file"])):
            # every tenth block of 25 consecutive frames is held out: neighbours may share workers and light
            r["part"] = "held_out" if (len(out) // 25) % 10 == 9 else "train"
            out.append(r)
    return out
