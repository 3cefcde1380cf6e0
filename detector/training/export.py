"""Checkpoints -> .onnx beside the manifest; fills sha256 and bytes in."""
import argparse
import hashlib
import json
import os

import torch

from heads import SIZE
from model import ITEMS, DetectorExport, HeadExport, TwoLooks, head_net, load_detector

OPSET = 13


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--detector", help="checkpoint of train_detector.py")
    ap.add_argument("--classifier", help="checkpoint of train_classifier.py")
    ap.add_argument("--calibration", help="calibration.json written by evaluate.py --calibrate")
    ap.add_argument("--models", required=True, help="folder of manifest.json")
    ap.add_argument("--version")
    a = ap.parse_args()
    if a.detector:
        net = load_detector(a.detector)
        torch.onnx.export(DetectorExport(net.eval()).eval(), torch.zeros(1, 96, 128, 3, dtype=torch.uint8),
                          os.path.join(a.models, "person-head.onnx"), input_names=["image"], output_names=["detections"],
                          dynamic_axes={"image": {1: "height", 2: "width"}, "detections": {1: "anchors"}}, opset_version=OPSET)
    if a.classifier:
        net = head_net(torch.load(a.classifier))
        cal = json.load(open(a.calibration)) if a.calibration else dict(state=[1.0] * 3, judge=[1.0] * 3)
        net = TwoLooks(net) if cal.get("two_looks") else net
        torch.onnx.export(HeadExport(net.eval(), cal["state"], cal["judge"]).eval(), torch.zeros(2, SIZE, SIZE, 3, dtype=torch.uint8),
                          os.path.join(a.models, "head-ppe.onnx"), input_names=["crops"], output_names=ITEMS,
                          dynamic_axes={"crops": {0: "crops"}, **{i: {0: "crops"} for i in ITEMS}}, opset_version=OPSET)
    path = os.path.join(a.models, "manifest.json")
    man = json.load(open(path))
    if a.version:
        man["version"] = a.version
    for m in man["models"]:
        f = os.path.join(a.models, m["file"])
        if os.path.exists(f):
            data = open(f, "rb").read()
            m["sha256"], m["bytes"] = hashlib.sha256(data).hexdigest(), len(data)
            if a.classifier and a.calibration and m["task"] == "classify" and "thresholds" in cal:
                m["thresholds"] = cal["thresholds"]
            print(m["file"], len(data), m["sha256"])
    json.dump(man, open(path, "w"), indent=2, ensure_ascii=False)
    open(path, "a").write("\n")


if __name__ == "__main__":
    main()
