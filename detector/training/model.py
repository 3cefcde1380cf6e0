"""The two networks. Plain torch, no framework, so that each can be read in a minute."""
import numpy as np
import torch
from torch import nn
import torch.nn.functional as F

PERSON, HEAD = 0, 1
CLASSES = ["person", "head"]
STATES = ["worn", "worn_wrongly", "not_worn", "not_judgeable"]
ITEMS = ["mask", "hearing", "helmet"]


# ---------------------------------------------------------------- stage 1: YOLOX-nano
def conv(cin, cout, k, s=1, groups=1):
    return nn.Sequential(nn.Conv2d(cin, cout, k, s, (k - 1) // 2, groups=groups), nn.SiLU())


def dw(cin, cout, k=3, s=1):
    return nn.Sequential(conv(cin, cin, k, s, cin), conv(cin, cout, 1))


class Bottleneck(nn.Module):
    def __init__(self, c, shortcut):
        super().__init__()
        self.a, self.b, self.add = conv(c, c, 1), dw(c, c), shortcut

    def forward(self, x):
        y = self.b(self.a(x))
        return x + y if self.add else y


class Csp(nn.Module):
    def __init__(self, cin, cout, n, shortcut=True):
        super().__init__()
        h = cout // 2
        self.c1, self.c2, self.c3 = conv(cin, h, 1), conv(cin, h, 1), conv(2 * h, cout, 1)
        self.m = nn.Sequential(*[Bottleneck(h, shortcut) for _ in range(n)])

    def forward(self, x):
        a, b = self.c1(x), self.c2(x)
        return self.c3(torch.cat([self.m(a), b], 1))


class Spp(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.c1, self.c2 = conv(c, c // 2, 1), conv(2 * c, c, 1)

    def forward(self, x):
        x = self.c1(x)
        return self.c2(torch.cat([x] + [F.max_pool2d(x, k, 1, k // 2) for k in (5, 9, 13)], 1))


class Branch(nn.Module):
    """Decoupled classification and box layers of the three levels, for one kind of object."""

    def __init__(self, classes):
        super().__init__()
        self.cls = nn.ModuleList([nn.Sequential(dw(64, 64), dw(64, 64)) for _ in range(3)])
        self.reg = nn.ModuleList([nn.Sequential(dw(64, 64), dw(64, 64)) for _ in range(3)])
        self.cls_out = nn.ModuleList([nn.Conv2d(64, classes, 1) for _ in range(3)])
        self.reg_out = nn.ModuleList([nn.Conv2d(64, 4, 1) for _ in range(3)])
        self.obj_out = nn.ModuleList([nn.Conv2d(64, 1, 1) for _ in range(3)])

    def forward(self, i, f):
        c = self.cls_out[i](self.cls[i](f))
        r = self.reg[i](f)
        return torch.cat([self.reg_out[i](r), self.obj_out[i](r), c], 1)


class YoloxNano(nn.Module):
    """YOLOX-nano without batch norm (the published weights have it folded in).

    The published stem slices the picture into four and convolves 3x3; that is exactly one
    6x6 convolution of stride 2, which is faster and exports cleanly. See load_teacher.

    Persons keep the published output branch; heads have a branch of their own, started as a copy. So the
    COCO knowledge of persons survives a short training, and what is unknown about one class in a source
    does not blur the other."""

    strides = (8, 16, 32)

    def __init__(self, classes=1, head_branch=True):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 6, 2, 2), nn.SiLU())
        self.d2 = nn.Sequential(dw(16, 32, s=2), Csp(32, 32, 1))
        self.d3 = nn.Sequential(dw(32, 64, s=2), Csp(64, 64, 3))
        self.d4 = nn.Sequential(dw(64, 128, s=2), Csp(128, 128, 3))
        self.d5 = nn.Sequential(dw(128, 256, s=2), Spp(256), Csp(256, 256, 1, False))
        self.lat0, self.p4 = conv(256, 128, 1), Csp(256, 128, 1, False)
        self.red1, self.p3 = conv(128, 64, 1), Csp(128, 64, 1, False)
        self.bu2, self.n3 = dw(64, 64, s=2), Csp(128, 128, 1, False)
        self.bu1, self.n4 = dw(128, 128, s=2), Csp(256, 256, 1, False)
        self.stems = nn.ModuleList([conv(c, 64, 1) for c in (64, 128, 256)])
        self.person = Branch(classes)
        self.head = Branch(1) if head_branch else None

    def backbone(self, x):
        c3 = self.d3(self.d2(self.stem(x)))
        c4 = self.d4(c3)
        return c3, c4, self.d5(c4)

    def neck(self, c3, c4, c5):
        f0 = self.lat0(c5)
        f = self.p4(torch.cat([F.interpolate(f0, scale_factor=2.0, mode="nearest"), c4], 1))
        f1 = self.red1(f)
        p3 = self.p3(torch.cat([F.interpolate(f1, scale_factor=2.0, mode="nearest"), c3], 1))
        p4 = self.n3(torch.cat([self.bu2(p3), f1], 1))
        p5 = self.n4(torch.cat([self.bu1(p4), f0], 1))
        return p3, p4, p5

    def forward(self, x):
        """x: float RGB 0..255 NCHW. Returns per branch decoded rows [B, N, 4+1+C] (logits), and the grid [N, 3]."""
        return self.outputs(self.backbone(x))

    def outputs(self, c):
        levels = self.levels(c)
        return [self.rows(b, levels) for b in (self.person, self.head) if b is not None], self.grid(levels)

    def levels(self, c):
        """What both branches look at: 64 channels at strides 8, 16, 32."""
        return [stem(f) for stem, f in zip(self.stems, self.neck(*c))]

    def grid(self, levels):
        out = []
        for f, s in zip(levels, self.strides):
            gy, gx = torch.meshgrid(torch.arange(f.shape[2]), torch.arange(f.shape[3]), indexing="ij")
            out.append(torch.stack([gx, gy, torch.full_like(gx, 1)], -1).reshape(-1, 3).float() * s)
        return torch.cat(out)

    def rows(self, branch, levels):
        out = []
        for i, (f, s) in enumerate(zip(levels, self.strides)):
            o = branch(i, f).flatten(2).transpose(1, 2)
            out.append(torch.cat([o[..., :2] * s, o[..., 2:4].clamp(max=8).exp() * s, o[..., 4:]], -1))
        rows = torch.cat(out, 1)
        return torch.cat([rows[..., :2] + self.grid(levels)[:, :2], rows[..., 2:]], -1)


def convolutions(path):
    """Weight and bias of every convolution of an ONNX file, in the order of its nodes."""
    import onnx
    from onnx import numpy_helper
    m = onnx.load(path)
    init = {i.name: numpy_helper.to_array(i) for i in m.graph.initializer}
    return [(init[n.input[1]], init[n.input[2]]) for n in m.graph.node if n.op_type == "Conv"]


def fill_in(net, pairs, run):
    """Writes weights into the convolutions of net in the order in which run() calls them."""
    order = []
    hooks = [c.register_forward_hook(lambda mod, i, o: order.append(mod)) for c in net.modules() if isinstance(c, nn.Conv2d)]
    with torch.no_grad():
        run()
    for h in hooks:
        h.remove()
    assert len(order) == len(pairs), (len(order), len(pairs))
    for i, (mod, (w, b)) in enumerate(zip(order, pairs)):
        assert tuple(mod.weight.shape) == w.shape, (i, mod.weight.shape, w.shape)
        mod.weight.data.copy_(torch.from_numpy(w.copy()))
        mod.bias.data.copy_(torch.from_numpy(b.copy()))
    return net


def load_teacher(path, detector=False):
    """The COCO weights out of yolox_nano.onnx: as they are (80 classes), or as the start of person + head."""
    pairs = convolutions(path)
    w, b = pairs[0]
    # 12 channels = (top-left, bottom-left, top-right, bottom-right) x BGR -> 6x6 RGB
    w6 = np.zeros((16, 3, 6, 6), w.dtype)
    for g, (dy, dx) in enumerate([(0, 0), (1, 0), (0, 1), (1, 1)]):
        for c in range(3):
            w6[:, 2 - c, dy::2, dx::2] = w[:, g * 3 + c]
    net = YoloxNano(80, head_branch=False)

    def run():
        # the file lists them level by level
        for i, f in enumerate(net.neck(*net.backbone(torch.zeros(1, 3, 64, 64)))):
            net.person(i, net.stems[i](f))
    fill_in(net, [(w6, b), *pairs[1:]], run)
    if not detector:
        return net
    new = YoloxNano()
    state = {k: v[:1] if ".cls_out." in k else v for k, v in net.state_dict().items()}  # class 0 of COCO: person
    state.update({k.replace("person.", "head."): v.clone() for k, v in state.items() if k.startswith("person.")})
    new.load_state_dict(state)
    return new


def load_detector(path):
    """Person + head, from a checkpoint of train_detector.py or from an exported person-head.onnx."""
    net = YoloxNano()
    if path.endswith(".onnx"):
        return fill_in(net, convolutions(path), lambda: net(torch.zeros(1, 3, 64, 64)))
    net.load_state_dict(torch.load(path)["net"])
    return net


class DetectorExport(nn.Module):
    """uint8 NHWC RGB in; detections [1, N, 7] in input pixels out: cx, cy, w, h, objectness, person, head.
    The first half of the rows are persons (head column 0), the second half heads (person column 0)."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, image):
        (p, h), _ = self.net(image.permute(0, 3, 1, 2).float())
        ps, hs = p[..., 4:].sigmoid(), h[..., 4:].sigmoid()
        zero = torch.zeros_like(ps[..., :1])
        return torch.cat([torch.cat([p[..., :4], ps, zero], -1), torch.cat([h[..., :4], hs[..., :1], zero, hs[..., 1:]], -1)], 1)


# ---------------------------------------------------------------- stage 2: head crop -> three items
def cbr(cin, cout, k=3, s=1, g=1, act=True):
    layers = [nn.Conv2d(cin, cout, k, s, k // 2, groups=g, bias=False), nn.BatchNorm2d(cout)]
    return nn.Sequential(*layers, *([nn.ReLU(inplace=True)] if act else []))


class Block(nn.Module):
    """Inverted residual, expansion 2: cheap on one CPU thread both to train and to run."""

    def __init__(self, cin, cout, s=1, e=2):
        super().__init__()
        self.f = nn.Sequential(cbr(cin, cin * e, 1), cbr(cin * e, cin * e, 3, s, cin * e), cbr(cin * e, cout, 1, act=False))
        self.add = s == 1 and cin == cout

    def forward(self, x):
        return x + self.f(x) if self.add else self.f(x)


class HeadNet(nn.Module):
    def __init__(self, w=1.0):
        super().__init__()
        c = [int(v * w) for v in (24, 40, 64, 104, 144)]
        self.body = nn.Sequential(
            cbr(3, c[0], 3, 2), cbr(c[0], c[1], 3, 2),  # full convolutions while the picture is large: texture of mask and cup
            Block(c[1], c[1]), Block(c[1], c[2], 2), Block(c[2], c[2]), Block(c[2], c[2]),
            Block(c[2], c[3], 2), Block(c[3], c[3]), Block(c[3], c[3]), cbr(c[3], c[4], 1))
        self.drop = nn.Dropout(0.2)
        # per item: own spatial attention (where the ear or mouth is), then 3 state logits + 1 judgeable logit
        self.att = nn.Conv2d(c[4], len(ITEMS), 1)
        self.fc = nn.ModuleList([nn.Linear(2 * c[4], 4) for _ in ITEMS])

    def forward(self, x):
        """x: float RGB 0..255 NCHW -> logits [B, items, 4] (3 states, judgeable)."""
        f = self.body((x - 127.5) / 64.0)
        b, ch, h, w = f.shape
        a = self.att(f).reshape(b, -1, h * w).softmax(-1)
        flat = f.reshape(b, ch, h * w)
        mean = flat.mean(-1)
        out = []
        for i, fc in enumerate(self.fc):
            v = (flat * a[:, i:i + 1]).sum(-1)
            out.append(fc(self.drop(torch.cat([v, mean], 1))))
        return torch.stack(out, 1)


class Shuffle(nn.Module):
    """Block of ShuffleNetV2. Names as in the published weights."""

    def __init__(self, cin, cout, s):
        super().__init__()
        mid = cout // 2
        main = cin if s == 2 else cin // 2

        def pw(a, b):
            return [nn.Conv2d(a, b, 1, bias=False), nn.BatchNorm2d(b), nn.ReLU(inplace=True)]

        def spread(c):
            return [nn.Conv2d(c, c, 3, s, 1, groups=c, bias=False), nn.BatchNorm2d(c)]
        self.branch_main = nn.Sequential(*pw(main, mid), *spread(mid), *pw(mid, cout - main if s == 1 else cout - cin))
        self.branch_proj = nn.Sequential(*spread(cin), *pw(cin, cin)) if s == 2 else None

    def forward(self, x):
        if self.branch_proj is not None:
            return torch.cat([self.branch_proj(x), self.branch_main(x)], 1)
        return torch.cat([x[:, ::2], self.branch_main(x[:, 1::2])], 1)


class ShuffleHeadNet(nn.Module):
    """ShuffleNetV2 0.5x from ImageNet weights, without its pooling stem (64 px are few), looked at on the 8x8 grid:
    per item its own spatial attention, then 3 state logits + 1 judgeable logit."""

    def __init__(self):
        super().__init__()
        self.first_conv = nn.Sequential(nn.Conv2d(3, 24, 3, 2, 1, bias=False), nn.BatchNorm2d(24), nn.ReLU(inplace=True))
        self.stage2 = nn.Sequential(Shuffle(24, 48, 2), *[Shuffle(48, 48, 1) for _ in range(3)])
        self.stage3 = nn.Sequential(Shuffle(48, 96, 2), *[Shuffle(96, 96, 1) for _ in range(7)])
        self.stage4 = nn.Sequential(Shuffle(96, 192, 2), *[Shuffle(192, 192, 1) for _ in range(3)])
        self.low, self.high = cbr(96, 160, 1, act=False), cbr(192, 160, 1, act=False)
        self.drop = nn.Dropout(0.1)
        self.att = nn.Conv2d(160, len(ITEMS), 1)
        self.fc = nn.ModuleList([nn.Sequential(nn.Linear(320, 64), nn.ReLU(inplace=True), nn.Linear(64, 4)) for _ in ITEMS])

    def load_imagenet(self, path):
        missing, extra = self.load_state_dict(torch.load(path, map_location="cpu"), strict=False)
        assert not extra and all(k.split(".")[0] in ("low", "high", "att", "fc") for k in missing), (missing, extra)

    def forward(self, x):
        """x: float RGB 0..255 NCHW -> logits [B, items, 4] (3 states, judgeable)."""
        c3 = self.stage3(self.stage2(self.first_conv((x.flip(1) - 110) / 255)))  # the weights were learnt on BGR
        c4 = self.stage4(c3)
        f = F.relu(self.low(c3) + F.interpolate(self.high(c4), scale_factor=2.0, mode="nearest"))
        b, ch, h, w = f.shape
        a = self.att(f).reshape(b, -1, h * w).softmax(-1)
        flat = f.reshape(b, ch, h * w)
        mean = flat.mean(-1)
        return torch.stack([fc(self.drop(torch.cat([(flat * a[:, i:i + 1]).sum(-1), mean], 1))) for i, fc in enumerate(self.fc)], 1)


def head_net(checkpoint):
    """The second-stage network of a checkpoint of train_classifier.py."""
    net = HeadNet(checkpoint["width"]) if checkpoint.get("width") else ShuffleHeadNet()
    net.load_state_dict(checkpoint["net"])
    return net


def unfold_head_net(net, path, sample):
    """Starts a HeadNet from an exported .onnx whose batch norms are folded into its convolutions: each norm is set
    to the statistics that `sample` (float RGB NCHW) has there, so that it changes nothing and can be trained on.
    Returns the temperatures (states, judgeable) that the file has inside."""
    import onnx
    from onnx import numpy_helper
    graph = onnx.load(path).graph
    init = {i.name: torch.from_numpy(numpy_helper.to_array(i).copy()) for i in graph.initializer}
    folded = [(init[n.input[1]], init[n.input[2]]) for n in graph.node if n.op_type == "Conv"]
    pairs = [(m[0], m[1]) for m in net.body.modules() if isinstance(m, nn.Sequential) and len(m) > 1 and isinstance(m[1], nn.BatchNorm2d)]
    assert len(pairs) == len(folded) - 1

    def settle(bias):
        def before(norm, args):
            z = args[0]
            norm.running_mean.copy_(z.mean((0, 2, 3)))
            norm.running_var.copy_(z.var((0, 2, 3), unbiased=False))
            norm.weight.copy_((norm.running_var + norm.eps).sqrt())
            norm.bias.copy_(bias + norm.running_mean)
        return before
    with torch.no_grad():
        hooks = []
        for (conv_, norm), (w, b) in zip(pairs, folded):
            assert conv_.weight.shape == w.shape
            conv_.weight.copy_(w)
            hooks.append(norm.register_forward_pre_hook(settle(b)))
        inner = "net.net." if "net.net.att.weight" in init else "net."  # of two looks, or of one
        net.att.weight.copy_(init[inner + "att.weight"])
        net.att.bias.copy_(init[inner + "att.bias"])
        for i, fc in enumerate(net.fc):
            fc.weight.copy_(init[f"{inner}fc.{i}.weight"])
            fc.bias.copy_(init[f"{inner}fc.{i}.bias"])
        net.eval()(sample)
        for h in hooks:
            h.remove()
    t = [init[n.input[1]].flatten().tolist() for n in graph.node if n.op_type == "Div" and n.input[1] in init]
    return t[-2], t[-1]


def combine(logits, temp_state=None, temp_judge=None):
    """Logits [B, items, 4] -> probabilities over STATES that sum to 1: judgeable * state, 1 - judgeable."""
    s, j = logits[..., :3], logits[..., 3]
    if temp_state is not None:
        s = s / temp_state.view(1, -1, 1)
        j = j / temp_judge.view(1, -1)
    j = j.sigmoid().unsqueeze(-1)
    return torch.cat([s.softmax(-1) * j, 1 - j], -1)


class TwoLooks(nn.Module):
    """Mean of the answers to the crop and to a second look at it: its mirror image, 64/56 nearer. Twice the time.

    The second look is two matrix products (rows, columns; bilinear), which every runtime has."""

    def __init__(self, net, side=64, kept=56):
        super().__init__()
        self.net = net
        nearer = torch.zeros(side, side)
        nearer[:, (side - kept) // 2:(side + kept) // 2] = F.interpolate(torch.eye(kept)[None], size=side, mode="linear", align_corners=False)[0].T
        self.register_buffer("rows", nearer)
        self.register_buffer("columns", nearer.flip(0).T.contiguous())

    def forward(self, x):
        both = self.net(torch.cat([x, self.rows @ x @ self.columns], 0))
        return both.reshape(2, -1, len(ITEMS), 4).mean(0)


def open_head_net(path, sample):
    """The network of a checkpoint or of an exported file, ready to answer, with one look or two as the file has it.
    `sample`: crops, float RGB NCHW, for the norms of an exported one."""
    if not path.endswith(".onnx"):
        return head_net(torch.load(path)).eval()
    import onnx
    net = HeadNet(1.25)
    unfold_head_net(net, path, sample)
    two = any(i.name == "net.net.att.weight" for i in onnx.load(path).graph.initializer)
    return (TwoLooks(net) if two else net).eval()


class HeadExport(nn.Module):
    """uint8 NHWC RGB in, calibrated probabilities out, one tensor per item."""

    def __init__(self, net, temp_state, temp_judge):
        super().__init__()
        self.net = net
        self.register_buffer("ts", torch.tensor(temp_state, dtype=torch.float32))
        self.register_buffer("tj", torch.tensor(temp_judge, dtype=torch.float32))

    def forward(self, crops):
        p = combine(self.net(crops.permute(0, 3, 1, 2).float()), self.ts, self.tj)
        return p[:, 0], p[:, 1], p[:, 2]
