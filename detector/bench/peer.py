"""The same work as `landun bench detect-pipeline` in Python, for comparison: OpenCV decodes, scales and crops,
onnxruntime (or OpenCV's DNN module where it is not installed) runs the same two ONNX files.

Prints one JSON object. Run: python3 peer.py CLIP MODELS_DIR SECONDS PASS_PX THREADS"""
import json
import os
import sys
import time

try:
    import cv2
    import numpy as np
except ImportError as error:
    print(json.dumps({"missing": str(error)}))
    sys.exit(3)

CLIP, MODELS, SECONDS, PASS_PX, THREADS = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])
cv2.setNumThreads(THREADS)
MANIFEST = json.load(open(os.path.join(MODELS, "manifest.json")))
DETECT = next(m for m in MANIFEST["models"] if m["task"] == "detect")
CLASSIFY = next(m for m in MANIFEST["models"] if m["task"] == "classify")


def runners():
    """Two functions: sheet [1, h, w, 3] → rows, crops [n, s, s, 3] → list of outputs."""
    try:
        import onnxruntime
    except ImportError:
        return "opencv-dnn " + cv2.__version__, *opencv_runners()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = THREADS, 1
    options.log_severity_level = 3
    open_ = lambda m: onnxruntime.InferenceSession(os.path.join(MODELS, m["file"]), options, providers=["CPUExecutionProvider"])
    first, second = open_(DETECT), open_(CLASSIFY)
    return (
        "onnxruntime " + onnxruntime.__version__,
        lambda sheet: first.run(None, {DETECT["input"]["name"]: sheet})[0],
        lambda crops: second.run(None, {CLASSIFY["input"]["name"]: crops}),
    )


def opencv_runners():
    nets = []
    for m in (DETECT, CLASSIFY):
        net = cv2.dnn.readNetFromONNX(os.path.join(MODELS, m["file"]))
        nets.append((net, net.getUnconnectedOutLayersNames()))
    def run(index, tensor):
        net, names = nets[index]
        net.setInput(tensor.astype(np.float32))
        return net.forward(names)
    return (lambda sheet: run(0, sheet)[0]), (lambda crops: run(1, crops))


def boxes_of(rows, column, threshold, iou):
    scores = rows[:, 4] * rows[:, column]
    keep = scores >= threshold
    rows, scores = rows[keep], scores[keep]
    corners = np.concatenate([rows[:, :2] - rows[:, 2:4] / 2, rows[:, 2:4]], 1)
    order = cv2.dnn.NMSBoxes(corners.tolist(), scores.tolist(), threshold, iou)
    return corners[np.array(order, int).reshape(-1)]


def main():
    engine, detect, classify = runners()
    shape = CLASSIFY["input"]["shape"]
    size, scale = shape[1], CLASSIFY["input"]["crop"]["scale"]
    video = cv2.VideoCapture(CLIP)
    frames = heads = 0
    start = None
    while start is None or time.monotonic() - start < SECONDS:
        found, frame = video.read()
        if not found:
            video.release()
            video = cv2.VideoCapture(CLIP)
            continue
        height, width = frame.shape[:2]
        small = cv2.resize(frame, (PASS_PX, round(height * PASS_PX / width)), interpolation=cv2.INTER_AREA)
        sheet = np.full((1, -(-small.shape[0] // 32) * 32, -(-PASS_PX // 32) * 32, 3), 114, np.uint8)
        sheet[0, :small.shape[0], :PASS_PX] = cv2.cvtColor(small, cv2.COLOR_BGR2RGB)
        rows = detect(sheet)[0]
        boxes_of(rows, 5, DETECT["thresholds"]["person"], DETECT["nmsIou"]["person"])
        crops = []
        for x, y, w, h in boxes_of(rows, 6, DETECT["thresholds"]["head"], DETECT["nmsIou"]["head"]) * (width / PASS_PX):
            side = max(w, h) * scale
            left, top = round(x + w / 2 - side / 2), round(y + h / 2 - side / 2)
            right, bottom = left + max(1, round(side)), top + max(1, round(side))
            part = frame[max(0, top):max(0, bottom), max(0, left):max(0, right)]
            part = cv2.copyMakeBorder(part, max(0, -top), max(0, bottom - height), max(0, -left), max(0, right - width),
                                      cv2.BORDER_CONSTANT, value=(114, 114, 114))
            how = cv2.INTER_AREA if side > size else cv2.INTER_LINEAR
            crops.append(cv2.cvtColor(cv2.resize(part, (size, size), interpolation=how), cv2.COLOR_BGR2RGB))
            gray = cv2.cvtColor(part, cv2.COLOR_BGR2GRAY)
            cv2.Laplacian(gray, cv2.CV_32F).var()
        if crops:
            classify(np.stack(crops))
        if start is None:  # the first frame warms everything up
            start = time.monotonic()
            continue
        frames += 1
        heads += len(crops)
    elapsed = time.monotonic() - start
    print(json.dumps({"engine": engine, "frames": frames, "fps": frames / elapsed, "heads_per_frame": heads / max(1, frames)}))


main()
