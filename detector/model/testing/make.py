"""Makes the tiny graphs that the tests run: they see coloured squares, nothing else, and are never shipped.

A red 32-px cell of the sheet is a head, a blue one the middle of a person. On a crop, green in the middle
means worn, none of it not worn, darkness not judgeable. Run: python3 make.py (needs onnx and numpy)."""
import hashlib
import json
import os

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper, save

HERE = os.path.dirname(os.path.abspath(__file__))


def const(name, value, dtype=np.float32):
    return numpy_helper.from_array(np.array(value, dtype), name)


def model(name, nodes, inputs, outputs, inits, path):
    graph = helper.make_graph(nodes, name, inputs, outputs, inits)
    m = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="landun tests")
    m.ir_version = 8
    checker.check_model(m)
    save(m, path)


def detector(path):
    n = helper.make_node
    nodes = [
        n("Cast", ["image"], ["f"], to=TensorProto.FLOAT),
        n("Transpose", ["f"], ["t"], perm=[0, 3, 1, 2]),
        n("AveragePool", ["t"], ["cells"], kernel_shape=[32, 32], strides=[32, 32]),
        # channel 0: how blue (person), channel 1: how red (head)
        n("Conv", ["cells", "weights"], ["raw"]),
        n("Clip", ["raw", "zero", "one"], ["classes"]),
        n("ReduceMax", ["classes"], ["objectness"], axes=[1], keepdims=1),
        n("Mul", ["objectness", "zero"], ["zeros"]),
        n("Add", ["zeros", "one"], ["ones"]),
        n("CumSum", ["ones", "axis_x"], ["count_x"]),
        n("CumSum", ["ones", "axis_y"], ["count_y"]),
        n("Sub", ["count_x", "half"], ["middle_x"]),
        n("Sub", ["count_y", "half"], ["middle_y"]),
        n("Mul", ["middle_x", "cell"], ["x"]),
        n("Mul", ["middle_y", "cell"], ["y"]),
        n("Greater", ["classes", "half"], ["sure"]),
        n("Cast", ["sure"], ["states"], to=TensorProto.FLOAT),
        n("Split", ["states", "split"], ["person", "head"], axis=1),
        # a head is one cell, a person three by five
        n("Mul", ["person", "sixty_four"], ["more_w"]),
        n("Mul", ["person", "hundred_28"], ["more_h"]),
        n("Add", ["more_w", "cell"], ["w"]),
        n("Add", ["more_h", "cell"], ["h"]),
        n("Concat", ["x", "y", "w", "h", "objectness", "person", "head"], ["columns"], axis=1),
        n("Reshape", ["columns", "flat"], ["by_column"]),
        n("Transpose", ["by_column"], ["detections"], perm=[0, 2, 1]),
    ]
    weights = np.array([[-.5, -.5, 1], [1, -.5, -.5]], np.float32).reshape(2, 3, 1, 1) / 255
    inits = [numpy_helper.from_array(weights, "weights"), const("zero", 0), const("one", 1), const("half", .5), const("cell", 32),
             const("sixty_four", 64), const("hundred_28", 128), const("axis_x", 3, np.int64), const("axis_y", 2, np.int64),
             const("split", [1, 1], np.int64), const("flat", [1, 7, -1], np.int64)]
    model("squares", nodes, [helper.make_tensor_value_info("image", TensorProto.UINT8, [1, "height", "width", 3])],
          [helper.make_tensor_value_info("detections", TensorProto.FLOAT, [1, "anchors", 7])], inits, path)


def classifier(path, columns=4):
    n = helper.make_node
    weights = np.array([[-6, 20, 0], [-20, -20, 20], [6, -12, 0], [-9, -9, -9]], np.float32)[:columns].T / 255
    bias = np.array([0, -6, 0, 3], np.float32)[:columns]
    nodes = [
        n("Slice", ["crops", "from", "to", "axes"], ["middle"]),
        n("Cast", ["middle"], ["f"], to=TensorProto.FLOAT),
        n("ReduceMean", ["f"], ["colour"], axes=[1, 2], keepdims=0),
        n("MatMul", ["colour", "weights"], ["product"]),
        n("Add", ["product", "bias"], ["logits"]),
        *[n("Softmax", ["logits"], [item], axis=1) for item in ("mask", "hearing", "helmet")],
    ]
    inits = [numpy_helper.from_array(np.ascontiguousarray(weights), "weights"), numpy_helper.from_array(bias, "bias"),
             const("from", [24, 24], np.int64), const("to", [40, 40], np.int64), const("axes", [1, 2], np.int64)]
    model("colours", nodes, [helper.make_tensor_value_info("crops", TensorProto.UINT8, ["crops", 64, 64, 3])],
          [helper.make_tensor_value_info(i, TensorProto.FLOAT, ["crops", columns]) for i in ("mask", "hearing", "helmet")], inits, path)


def main():
    detector(os.path.join(HERE, "squares.onnx"))
    classifier(os.path.join(HERE, "colours.onnx"))
    classifier(os.path.join(HERE, "three-states.onnx"), 3)
    sha = lambda f: hashlib.sha256(open(os.path.join(HERE, f), "rb").read()).hexdigest()
    states = ["worn", "worn_wrongly", "not_worn", "not_judgeable"]
    items = ["mask", "hearing", "helmet"]
    picture = dict(type="uint8", layout="NHWC", colour="RGB")
    manifest = dict(format=1, version="testing", items=items, states=states, models=[
        dict(id="squares", file="squares.onnx", sha256=sha("squares.onnx"), task="detect",
             input=dict(name="image", multipleOf=32, pad=114, **picture),
             outputs=[dict(name="detections", columns=["cx", "cy", "w", "h", "objectness", "person", "head"])],
             thresholds=dict(person=.3, head=.3), nmsIou=dict(person=.6, head=.45)),
        dict(id="colours", file="colours.onnx", sha256=sha("colours.onnx"), task="classify",
             input=dict(name="crops", shape=["crops", 64, 64, 3], crop=dict(square=True, scale=1.6, pad=114), **picture),
             outputs=[dict(name=i, columns=states) for i in items],
             minimumHeadPixels=dict(mask=10, hearing=16, helmet=8), thresholds=dict(mask=.6, hearing=.6, helmet=.6))])
    with open(os.path.join(HERE, "manifest.json"), "w") as f:
        json.dump(manifest, f, indent=2)
        f.write("\n")


main()
