"""What the sources leave open about a head, settled: by eye (corrections.json) or by a rule that can be checked."""
from extract import ANY, SIDE, J, N, W, WW


def apply_corrections(meta, corr):
    """Corrections found by eye: {"file": name, "centre": [x, y] in the crop list order ...} keyed by index name."""
    index = {}
    for m in meta:
        index.setdefault(m["file"], []).append(m)
    for c in corr:
        heads = index.get(c["file"], [])
        if c["n"] < len(heads):
            m = heads[c["n"]]
            for item, allowed in c.get("labels", {}).items():
                m["labels"][int(item)] = allowed
            m["drop"] = c.get("drop", False)
            m["by_eye"] = True


def settle_faces(meta):
    """The surest face of a crop may be that of a neighbour, and masks and muffs were drawn there: forgotten unless it
    lies on the labelled head and has about its size. A profile so sharp that both eyes meet has no points to trust."""
    for m in meta:
        f = m.get("face")
        if not f or m["src"] in ("k12", "chan"):
            continue
        side = max(m["box"][2:]) * SIDE
        dx = (f["box"][0] + f["box"][2] / 2) / SIDE - m["box"][0] - m["box"][2] / 2
        dy = (f["box"][1] + f["box"][3] / 2) / SIDE - m["box"][1] - m["box"][3] / 2
        if abs(dx) * SIDE > .25 * side or not -.15 < dy * SIDE / side < .35 or not .4 < max(f["box"][2:]) / side < 1.25:
            del m["face"]


def settle_bare(meta):
    """`css` and `maskdet` call a face "not worn" that may have its mask at the chin. Left open, the choice of word was
    the network's, and it called grey bare faces worn wrongly: bare it is, but for those seen by eye (corrections.json)."""
    for m in meta:
        if m["src"] in ("css", "maskdet") and m["labels"][0] == N | WW and not m.get("by_eye"):
            m["labels"][0] = N


def settle_blast(meta, group):
    """`blast` says nothing about masks; looked through by eye, its workers are bare but for a few pictures
    (in corrections.json). Near-duplicates of those stay open; elsewhere a clearly found face is bare."""
    masked = {group[m["file"]] for m in meta if m["src"] == "blast" and m.get("by_eye") and m["labels"][0] == W}
    for m in meta:
        if m["src"] == "blast" and m["labels"][0] == ANY and group[m["file"]] not in masked:
            m["labels"][0] = N if m.get("face", {}).get("score", 0) >= .68 else N | J


def settle_ears(meta):
    """The workers of `blast` have short hair: a face clearly found and not seen in profile has an ear at its outline,
    by the same rule as the rendered heads (`ear_side_faces`)."""
    for m in meta:
        if m["src"] == "blast" and not m.get("by_eye") and m["labels"][1] == N | J and m.get("face", {}).get("score", 0) >= .75:
            m["labels"][1] = N
