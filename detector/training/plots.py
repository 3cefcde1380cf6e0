"""Draws the figures of the model card as SVG, with nothing but text.

calibration: probability said against share right (`evaluate.py --reliability`); pixels: recall and precision by the
larger side of the target (`landun eval --json`: of persons and heads at the shipped thresholds; of an item, judged and
right among all, and right among judged)."""
import argparse
import json

WIDTH, HEIGHT, LEFT, TOP = 620, 420, 56, 24
COLOURS = ["#1677ff", "#d4380d", "#389e0d", "#722ed1"]


def frame(ticks_x, title_x, title_y):
    x, y = (lambda v: LEFT + v * (WIDTH - LEFT - 20)), (lambda v: TOP + (1 - v) * (HEIGHT - TOP - 48))
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>']
    for v in (0, .2, .4, .6, .8, 1):
        out.append(f'<path d="M{x(0):.1f} {y(v):.1f}H{x(1):.1f}" stroke="#ddd"/><text x="{LEFT - 8}" y="{y(v) + 4:.1f}" text-anchor="end">{v:.1f}</text>')
    for v, label in ticks_x:
        out.append(f'<path d="M{x(v):.1f} {y(0):.1f}v5" stroke="#555"/><text x="{x(v):.1f}" y="{y(0) + 18:.1f}" text-anchor="middle">{label}</text>')
    out.append(f'<text x="{x(.5):.1f}" y="{HEIGHT - 8}" text-anchor="middle">{title_x}</text>')
    out.append(f'<text transform="translate(14 {y(.5):.1f}) rotate(-90)" text-anchor="middle">{title_y}</text>')
    return out, x, y


def curve(points, colour, dash=""):
    d = "L".join(f"{a:.1f} {b:.1f}" for a, b in points)
    return f'<path d="M{d}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'


def calibration(curves):
    # a side is named with at least a third of the three states; below .5 there are hardly any
    out, x, y = frame([((v - .4) / .6, f"{v:.1f}") for v in (.4, .5, .6, .7, .8, .9, 1)], "probability said", "share right")
    out.append(curve([(x(0), y(.4)), (x(1), y(1))], "#999", ' stroke-dasharray="4 4"'))
    for i, (name, rows) in enumerate(curves.items()):
        rows = [r for r in rows if r[0] >= .4]
        at = [(x((said - .4) / .6), y(right)) for said, right, _ in rows]
        out.append(curve(at, COLOURS[i]))
        for (px, py), (_, _, n) in zip(at, rows):
            out.append(f'<circle cx="{px:.1f}" cy="{py:.1f}" r="3" fill="{COLOURS[i]}"/><text x="{px + 5:.1f}" y="{py + 14 + 11 * i:.1f}" fill="{COLOURS[i]}" font-size="9">{n}</text>')
        out.append(f'<text x="{LEFT + 12}" y="{TOP + 18 + 16 * i}" fill="{COLOURS[i]}">{name}</text>')
    return out + ["</svg>"]


def pixels(report):
    named = {k: v for k in ("person", "head", "mask", "helmet") if (v := report["px_recall"].get(k))}
    edges = sorted({p["from_px"] for v in named.values() for p in v})
    out, x, y = frame([((i + .5) / len(edges), e) for i, e in enumerate(edges)], "larger side of the target in pixels, from", "recall (line), precision (dashes)")
    for i, (name, points) in enumerate(named.items()):
        def rows(value):
            return [(x((edges.index(p["from_px"]) + .5) / len(edges)), y(v)) for p in points if (v := value(p)) is not None]
        item = name in ("mask", "helmet")
        recall = rows(lambda p: p["right"] if item else p["recall"])
        precision = rows(lambda p: (p["right"] / p["judged"] if p["judged"] else None) if item else p["precision"])
        out += [curve(recall, COLOURS[i]), curve(precision, COLOURS[i], ' stroke-dasharray="5 4"')]
        out.append(f'<text x="{LEFT + 12 + 90 * i}" y="{TOP - 8}" fill="{COLOURS[i]}">{name}</text>')
    return out + ["</svg>"]


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("kind", choices=["calibration", "pixels"])
    ap.add_argument("figures", help="JSON of evaluate.py --reliability, or the last line of landun eval --json")
    ap.add_argument("out")
    a = ap.parse_args()
    figures = json.loads(open(a.figures).read().strip().splitlines()[-1])
    open(a.out, "w").write("\n".join(calibration(figures) if a.kind == "calibration" else pixels(figures)) + "\n")


if __name__ == "__main__":
    main()
