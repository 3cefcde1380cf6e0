"""Trains the head crop network: mask, hearing, helmet, each worn / wrongly / not / not judgeable.

Takes its examples from the ring that pregenerate.py keeps filled: run both side by side."""
import argparse
import copy
import os
import time

import numpy as np
import torch

from model import HeadNet, ShuffleHeadNet, combine, head_net, unfold_head_net


def loss_fn(logits, allowed, smoothing=.02):
    """-log of the probability of the allowed states. Nothing is asked where every state is allowed."""
    p = combine(logits)
    bits = (allowed.unsqueeze(-1) & torch.tensor([1, 2, 4, 8])) > 0
    inside = (p * bits).sum(-1).clamp(min=1e-6, max=1.0)
    nll = -inside.log()
    # a little smoothing keeps confidence honest on noisy labels
    open_ = bits.all(-1)
    nll = torch.where(open_, torch.zeros_like(nll), nll)
    smooth = -(p.clamp(min=1e-6).log()).mean(-1) * smoothing
    w = torch.tensor([1.0, 1.6, .7])
    return ((nll + torch.where(open_, torch.zeros_like(smooth), smooth)) * w).sum(1).mean(), nll.detach().mean(0)


class Ring:
    """The examples of pregenerate.py, mirrored half of the time."""

    def __init__(self, folder, seed):
        self.folder, self.rng = folder, np.random.RandomState(seed)
        while self.count() < 2000:
            time.sleep(2)
        self.x = np.load(os.path.join(folder, "x.npy"), mmap_mode="r")
        self.y = np.load(os.path.join(folder, "y.npy"), mmap_mode="r")

    def count(self):
        path = os.path.join(self.folder, "count")
        return int(open(path).read()) if os.path.exists(path) else 0

    def batch(self, n):
        k = np.sort(self.rng.randint(0, min(self.count(), len(self.x)), n))
        x = self.x[k]
        flip = self.rng.rand(n) < .5
        x[flip] = x[flip][:, :, ::-1]
        x = torch.from_numpy(x).permute(0, 3, 1, 2).float().contiguous(memory_format=torch.channels_last)
        return jitter(x, self.rng), torch.from_numpy(self.y[k].astype(np.int64))


def jitter(x, rng):
    """An example is seen a dozen times: each time in another light, shifted by up to three pixels."""
    n = len(x)
    if rng.rand() < .7:
        dy, dx = rng.randint(-3, 4, 2)
        x = torch.roll(x, (int(dy), int(dx)), (2, 3))  # the rim that wraps round lies outside of the head
    gain = np.exp(rng.normal(0, .12, (n, 1, 1, 1)) + rng.normal(0, .03, (n, 3, 1, 1))).astype(np.float32)
    lift = rng.normal(0, 8, (n, 1, 1, 1)).astype(np.float32)
    return (x * torch.from_numpy(gain) + torch.from_numpy(lift)).clamp(0, 255).contiguous(memory_format=torch.channels_last)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--ring", required=True, help="output folder of pregenerate.py")
    ap.add_argument("--out", required=True)
    ap.add_argument("--start", help="checkpoint (.pt) or exported network (.onnx) to go on from")
    ap.add_argument("--imagenet", help="shufflenetv2-imagenet.pth: start from its features, not from noise")
    ap.add_argument("--width", type=float, default=1.25)
    ap.add_argument("--minutes", type=float, default=20)
    ap.add_argument("--steps", type=int, help="end after so many steps, whatever the clock says")
    ap.add_argument("--lr", type=float, default=2e-3)
    ap.add_argument("--batch", type=int, default=128)
    ap.add_argument("--threads", type=int, default=1)
    ap.add_argument("--seed", type=int, default=1)
    a = ap.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    ring = Ring(a.ring, a.seed)
    net = ShuffleHeadNet() if a.imagenet else HeadNet(a.width)
    if a.start and a.start.endswith(".onnx"):
        unfold_head_net(net, a.start, ring.batch(1024)[0])
    elif a.start:
        ck = torch.load(a.start)
        net, a.width = head_net(ck), ck.get("width")
    elif a.imagenet:
        net.load_imagenet(a.imagenet)
        a.width = None
    net = net.to(memory_format=torch.channels_last)  # a fifth faster on one thread
    ema = copy.deepcopy(net).eval()
    opt = torch.optim.AdamW(net.parameters(), lr=a.lr, weight_decay=.02)
    print("parameters", sum(p.numel() for p in net.parameters()), flush=True)
    t0, step, log = time.time(), 0, []

    def save():
        torch.save({"net": ema.state_dict(), "step": step, "width": a.width}, a.out + ".new")
        os.replace(a.out + ".new", a.out)
    while True:
        share = step / a.steps if a.steps else (time.time() - t0) / (60 * a.minutes)
        if share >= 1:
            break
        lr = a.lr * min(1, (step + 1) / 60) * (.02 + .98 * .5 * (1 + np.cos(np.pi * share)))
        for g in opt.param_groups:
            g["lr"] = lr
        x, y = ring.batch(a.batch)
        net.train()
        loss, parts = loss_fn(net(x), y)
        opt.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        opt.step()
        step += 1
        d = min(.995, (1 + step) / (20 + step))
        with torch.no_grad():
            for e, p in zip(ema.state_dict().values(), net.state_dict().values()):
                e.mul_(d).add_(p, alpha=1 - d) if e.dtype.is_floating_point else e.copy_(p)
        log.append([float(loss), *parts.tolist()])
        if step % 50 == 0:
            print(f"step {step} {time.time() - t0:.0f}s cpu {time.process_time():.0f}s lr {lr:.1e} loss/mask/hearing/helmet {np.mean(log[-50:], 0).round(3)} ring {ring.count()}", flush=True)
        if step % 100 == 0:
            save()
    save()
    print("done", step)


if __name__ == "__main__":
    main()
