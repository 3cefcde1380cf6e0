"""Makes tiny graphs with the inputs and outputs of the common detector families: whatever they are shown, they
answer one person (class 0) at 28,16 24x40 and one head (class 1) at 32,16 16x16, in pixels of a 96x64 input.
`nan` answers NaN, `blind` nothing, `outside` names weights in another file, `vast` asks for 4 TB.
Run: python3 make.py (needs onnx and numpy)."""
import os

import numpy as np
from onnx import TensorProto, helper, numpy_helper, save

HERE = os.path.dirname(os.path.abspath(__file__))
W, H, C = 96, 64, 2
BOXES = [(40, 36, 24, 40, 0, .9), (40, 24, 16, 16, 1, .8)]  # cx, cy, w, h, class, score
CELLS = [(x, y, s) for s in (8, 16, 32) for y in range(-(-H // s)) for x in range(-(-W // s))]


def graph(name, outputs, kind=TensorProto.FLOAT, layout="NCHW"):
    """Each output is a constant plus nothing of the input's mean."""
    n = helper.make_node
    shape = [1, 3, H, W] if layout == "NCHW" else [1, H, W, 3]
    nodes = [n("Cast", ["images"], ["f"], to=TensorProto.FLOAT), n("ReduceMean", ["f"], ["mean"], keepdims=0), n("Mul", ["mean", "zero"], ["nothing"])]
    inits, infos = [numpy_helper.from_array(np.array(0, np.float32), "zero")], []
    for out, value in outputs.items():
        value = np.asarray(value)
        inits.append(numpy_helper.from_array(value.astype(np.float32), out + "_c"))
        nodes.append(n("Add", [out + "_c", "nothing"], [out + "_f"]))
        to = {"i": TensorProto.INT64, "e": TensorProto.FLOAT16}.get(value.dtype.kind if value.dtype != np.float16 else "e", TensorProto.FLOAT)
        nodes.append(n("Cast", [out + "_f"], [out], to=to))
        infos.append(helper.make_tensor_value_info(out, to, value.shape))
    m = helper.make_model(helper.make_graph(nodes, name, [helper.make_tensor_value_info("images", kind, shape)], infos, inits),
                          opset_imports=[helper.make_opsetid("", 13)], producer_name="landun tests")
    m.ir_version = 8
    save(m, os.path.join(HERE, name + ".onnx"))
    return m


def rows(columns, n=6):
    return np.zeros((1, n, columns), np.float32)


def corners(b):
    return [b[0] - b[2] / 2, b[1] - b[3] / 2, b[0] + b[2] / 2, b[1] + b[3] / 2]


def main():
    v5, v8, e2e = rows(5 + C), rows(4 + C), rows(6)
    labels, boxes, scores = np.zeros((1, 6), np.int64), rows(4), np.zeros((1, 6), np.float32)
    logits, shares, normal = rows(C) - 9, rows(4), rows(4 + C)
    for i, b in enumerate(BOXES):
        v5[0, i, :5], v5[0, i, 5 + b[4]] = [*b[:4], .95], b[5] / .95
        v8[0, i, :4], v8[0, i, 4 + b[4]] = b[:4], b[5]
        e2e[0, i] = [*corners(b), b[5], b[4]]
        labels[0, i], boxes[0, i], scores[0, i] = b[4], corners(b), b[5]
        shares[0, i] = [b[0] / W, b[1] / H, b[2] / W, b[3] / H]
        logits[0, i, b[4]] = np.log(b[5] / (1 - b[5]))
        normal[0, i, :4], normal[0, i, 4 + b[4]] = shares[0, i], b[5]
    yolox, nano = rows(5 + C, len(CELLS)), rows(C + 32, len(CELLS))
    for b, at in zip(BOXES, (CELLS.index((2, 2, 16)), CELLS.index((5, 3, 8)))):
        x, y, s = CELLS[at]
        yolox[0, at, :5] = [b[0] / s - x, b[1] / s - y, np.log(b[2] / s), np.log(b[3] / s), .95]
        yolox[0, at, 5 + b[4]] = b[5] / .95
        nano[0, at, b[4]] = b[5]
        left, top, right, bottom = corners(b)
        for side, distance in enumerate((x * s - left, y * s - top, right - x * s, bottom - y * s)):
            d = distance / s
            # two neighbouring bins whose mean is the distance
            low = int(d)
            part = np.full(8, -30., np.float32)
            part[low], part[low + 1] = np.log(max(1e-9, 1 - (d - low))), np.log(max(1e-9, d - low))
            nano[0, at, C + 8 * side:C + 8 * side + 8] = part
    graph("yolov5", {"output0": v5})
    graph("yolov8", {"output0": v8.transpose(0, 2, 1)})
    graph("half", {"output0": v8.transpose(0, 2, 1).astype(np.float16)}, TensorProto.FLOAT16)
    graph("bytes", {"output0": v8.transpose(0, 2, 1)}, TensorProto.UINT8, "NHWC")
    graph("end-to-end", {"output0": e2e})
    graph("yolox", {"output": yolox})
    graph("rt-detr", {"labels": labels, "boxes": boxes, "scores": scores})
    graph("detr-logits", {"logits": logits, "pred_boxes": shares})
    graph("detr-normalised", {"output0": normal})
    graph("nanodet", {"output": nano})
    graph("blind", {"output0": rows(5 + C)})
    graph("nan", {"output0": rows(5 + C) * np.nan})
    # weights said to lie in another file
    m = graph("outside", {"output0": v5})
    t = next(i for i in m.graph.initializer if i.name == "output0_c")
    t.ClearField("raw_data")
    t.data_location = TensorProto.EXTERNAL
    for k, value in (("location", "../../../../../../etc/passwd"), ("offset", "0"), ("length", str(4 * v5.size))):
        e = t.external_data.add()
        e.key, e.value = k, value
    save(m, os.path.join(HERE, "outside.onnx"))
    # a tensor of 4 TB made while it runs
    n = helper.make_node
    nodes = [n("Cast", ["images"], ["f"], to=TensorProto.FLOAT), n("ReduceMean", ["f"], ["mean"], keepdims=0),
             n("Expand", ["mean", "size"], ["output0"])]
    g = helper.make_graph(nodes, "vast", [helper.make_tensor_value_info("images", TensorProto.FLOAT, [1, 3, H, W])],
                          [helper.make_tensor_value_info("output0", TensorProto.FLOAT, [1, "rows", 7])],
                          [numpy_helper.from_array(np.array([1, 150_000_000_000, 7], np.int64), "size")])
    m = helper.make_model(g, opset_imports=[helper.make_opsetid("", 13)])
    m.ir_version = 8
    save(m, os.path.join(HERE, "vast.onnx"))


main()
