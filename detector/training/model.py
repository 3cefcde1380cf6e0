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


class YoloxNano(nn.Module):
    """YOLOX-nano without batch norm (the published weights have it folded in).

    The published stem slices the picture into four and convolves 3x3; that is exactly one
    6x6 convolution of stride 2, which is faster and exports cleanly. See load_teacher."""

    strides = (8, 16, 32)

    def __init__(self, classes=len(CLASSES)):
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
        self.cls = nn.ModuleList([nn.Sequential(dw(64, 64), dw(64, 64)) for _ in range(3)])
        self.reg = nn.ModuleList([nn.Sequential(dw(64, 64), dw(64, 64)) for _ in range(3)])
        self.cls_out = nn.ModuleList([nn.Conv2d(64, classes, 1) for _ in range(3)])
        self.reg_out = nn.ModuleList([nn.Conv2d(64, 4, 1) for _ in range(3)])
        self.obj_out = nn.ModuleList([nn.Conv2d(64, 1, 1) for _ in range(3)])

    def features(self, x):
        c3 = self.d3(self.d2(self.stem(x)))
        c4 = self.d4(c3)
        c5 = self.d5(c4)
        f0 = self.lat0(c5)
        f = self.p4(torch.cat([F.interpolate(f0, scale_factor=2.0, mode="nearest"), c4], 1))
        f1 = self.red1(f)
        p3 = self.p3(torch.cat([F.interpolate(f1, scale_factor=2.0, mode="nearest"), c3], 1))
        p4 = self.n3(torch.cat([self.bu2(p3), f1], 1))
        p5 = self.n4(torch.cat([self.bu1(p4), f0], 1))
        return c5, (p3, p4, p5)

    def raw(self, x):
        """Per level [B, 4+1+C, h, w]: box offsets and logits."""
        out = []
        for i, f in enumerate(self.features(x)[1]):
            f = self.stems[i](f)
            c = self.cls_out[i](self.cls[i](f))
            r = self.reg[i](f)
            out.append(torch.cat([self.reg_out[i](r), self.obj_out[i](r), c], 1))
        return out

    def forward(self, x):
        """x: float RGB 0..255 NCHW. Returns decoded [B, N, 4+1+C] with logits, and the grid [N, 3] (x, y, stride)."""
        rows, grids = [], []
        for o, s in zip(self.raw(x), self.strides):
            h, w = o.shape[2:]
            gy, gx = torch.meshgrid(torch.arange(h), torch.arange(w), indexing="ij")
            g = torch.stack([gx, gy, torch.full_like(gx, 1)], -1).reshape(-1, 3).float() * s
            o = o.permute(0, 2, 3, 1).reshape(o.shape[0], h * w, -1)
            xy = o[..., :2] * s + g[:, :2]
            wh = o[..., 2:4].clamp(max=8).exp() * s
            rows.append(torch.cat([xy, wh, o[..., 4:]], -1))
            grids.append(g)
        return torch.cat(rows, 1), torch.cat(grids)


def load_teacher(path, classes=None):
    """The COCO weights out of yolox_nano.onnx. classes=None keeps the 80 outputs; else a person/head net."""
    import onnx
    from onnx import numpy_helper
    m = onnx.load(path)
    init = {i.name: numpy_helper.to_array(i) for i in m.graph.initializer}
    pairs = [(init[n.input[1]], init[n.input[2]]) for n in m.graph.node if n.op_type == "Conv"]
    net = YoloxNano(80)
    order = []
    hooks = [c.register_forward_hook(lambda mod, i, o: order.append(mod)) for c in net.modules() if isinstance(c, nn.Conv2d)]
    net.eval()
    with torch.no_grad():
        # order of execution is order of the convolutions in the file, except the three output layers of a level
        net(torch.zeros(1, 3, 64, 64))
    for h in hooks:
        h.remove()
    assert len(order) == len(pairs)
    for i, (mod, (w, b)) in enumerate(zip(order, pairs)):
        w = torch.from_numpy(w.copy())
        if i == 0:
            # 12 channels = (top-left, bottom-left, top-right, bottom-right) x BGR -> 6x6 RGB
            w6 = torch.zeros(16, 3, 6, 6)
            for g, (dy, dx) in enumerate([(0, 0), (1, 0), (0, 1), (1, 1)]):
                for c in range(3):
                    w6[:, 2 - c, dy::2, dx::2] = w[:, g * 3 + c]
            w = w6
        assert mod.weight.shape == w.shape, (i, mod.weight.shape, w.shape)
        mod.weight.data.copy_(w)
        mod.bias.data.copy_(torch.from_numpy(b.copy()))
    if classes is None:
        return net
    new = YoloxNano(classes)
    new.load_state_dict({k: v for k, v in net.state_dict().items() if not k.startswith("cls_out")}, strict=False)
    for a, b in zip(new.cls_out, net.cls_out):
        # a head starts as "person-like object": closer than anything random
        a.weight.data.copy_(b.weight.data[:1].repeat(classes, 1, 1, 1))
        a.bias.data.copy_(b.bias.data[:1].repeat(classes))
    return new


class DetectorExport(nn.Module):
    """uint8 NHWC RGB in, detections [1, N, 4+1+C] in input pixels (cx, cy, w, h) out, scores after sigmoid."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, image):
        rows, _ = self.net(image.permute(0, 3, 1, 2).float())
        return torch.cat([rows[..., :4], rows[..., 4:].sigmoid()], -1)


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


def combine(logits, temp_state=None, temp_judge=None):
    """Logits [B, items, 4] -> probabilities over STATES that sum to 1: judgeable * state, 1 - judgeable."""
    s, j = logits[..., :3], logits[..., 3]
    if temp_state is not None:
        s = s / temp_state.view(1, -1, 1)
        j = j / temp_judge.view(1, -1)
    j = j.sigmoid().unsqueeze(-1)
    return torch.cat([s.softmax(-1) * j, 1 - j], -1)


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
