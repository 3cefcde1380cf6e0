"""Trains the head crop network from scratch: mask, hearing, helmet, each worn / wrongly / not / not judgeable."""
import argparse
import copy
import multiprocessing
import random
import time

import numpy as np
import torch

from heads import HeadPool, example
from model import HeadNet, ShuffleHeadNet, combine, head_net


def loss_fn(logits, allowed):
    """-log of the probability of the allowed states. Nothing is asked where every state is allowed."""
    p = combine(logits)
    bits = (allowed.unsqueeze(-1) & torch.tensor([1, 2, 4, 8])) > 0
    inside = (p * bits).sum(-1).clamp(min=1e-6, max=1.0)
    nll = -inside.log()
    # a little smoothing keeps confidence honest on noisy labels
    open_ = bits.all(-1)
    nll = torch.where(open_, torch.zeros_like(nll), nll)
    smooth = -(p.clamp(min=1e-6).log()).mean(-1) * .02
    w = torch.tensor([1.0, 1.6, .7])
    return ((nll + torch.where(open_, torch.zeros_like(smooth), smooth)) * w).sum(1).mean(), nll.detach().mean(0)


def produce(q, a):
    rng = random.Random(a.seed)
    np.random.seed(a.seed)
    pool = HeadPool(a.prepared, a.renders, "train")
    refreshed = time.time()
    while True:
        b = [example(pool, rng) for _ in range(a.batch)]
        q.put((np.stack([x for x, _ in b]), np.array([l for _, l in b]), len(pool.rendered)))
        if a.renders and time.time() - refreshed > 120:
            pool.refresh()  # more frames may have been rendered meanwhile
            refreshed = time.time()


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--prepared", required=True, help="output folder of extract.py")
    ap.add_argument("--renders")
    ap.add_argument("--out", required=True)
    ap.add_argument("--start", help="checkpoint to go on from")
    ap.add_argument("--imagenet", help="shufflenetv2-imagenet.pth: start from its features, not from noise")
    ap.add_argument("--width", type=float, default=1.25)
    ap.add_argument("--minutes", type=float, default=20)
    ap.add_argument("--lr", type=float, default=2e-3)
    ap.add_argument("--batch", type=int, default=128)
    ap.add_argument("--reuse", type=int, default=2, help="steps made of each batch")
    ap.add_argument("--threads", type=int, default=1)
    ap.add_argument("--seed", type=int, default=1)
    a = ap.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    np.random.seed(a.seed)
    net = ShuffleHeadNet() if a.imagenet else HeadNet(a.width)
    if a.start:
        ck = torch.load(a.start)
        net, a.width = head_net(ck), ck.get("width")
    elif a.imagenet:
        net.load_imagenet(a.imagenet)
        a.width = None
    net = net.to(memory_format=torch.channels_last)  # a fifth faster on one thread
    ema = copy.deepcopy(net).eval()
    opt = torch.optim.AdamW(net.parameters(), lr=a.lr, weight_decay=.02)
    q = multiprocessing.Queue(6)  # a process, not a thread: Python's lock would stall the training
    multiprocessing.Process(target=produce, args=(q, a), daemon=True).start()
    print("parameters", sum(p.numel() for p in net.parameters()), flush=True)
    rng = random.Random(a.seed)
    t0, step, log, old = time.time(), 0, [], []
    while True:
        share = (time.time() - t0) / (60 * a.minutes)
        if share >= 1:
            break
        lr = a.lr * min(1, (step + 1) / 100) * (.02 + .98 * .5 * (1 + np.cos(np.pi * share)))
        for g in opt.param_groups:
            g["lr"] = lr
        if len(old) >= 40 and step % a.reuse:  # used again later, half of the time mirrored: making a batch is half of a step
            x, y = old[rng.randrange(len(old))]
            x = x[:, :, ::-1].copy() if rng.random() < .5 else x
        else:
            x, y, rendered = q.get()
            old.append((x, y))
            del old[:-120]
        net.train()
        loss, parts = loss_fn(net(torch.from_numpy(x).permute(0, 3, 1, 2).float().contiguous(memory_format=torch.channels_last)), torch.from_numpy(y))
        opt.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        opt.step()
        step += 1
        d = min(.998, (1 + step) / (20 + step))
        with torch.no_grad():
            for e, p in zip(ema.state_dict().values(), net.state_dict().values()):
                e.mul_(d).add_(p, alpha=1 - d) if e.dtype.is_floating_point else e.copy_(p)
        log.append([float(loss), *parts.tolist()])
        if step % 50 == 0:
            print(f"step {step} {time.time() - t0:.0f}s lr {lr:.1e} loss/mask/hearing/helmet {np.mean(log[-50:], 0).round(3)} rendered {rendered}", flush=True)
        if step % 100 == 0:
            torch.save({"net": ema.state_dict(), "step": step, "width": a.width}, a.out)
    torch.save({"net": ema.state_dict(), "step": step, "width": a.width}, a.out)
    print("done", step)


if __name__ == "__main__":
    main()
