"""What a drone's lens, sensor, codec and weather do to a picture."""
import cv2
import numpy as np


def motion_kernel(n, angle):
    k = np.zeros((n, n), np.float32)
    c = (n - 1) / 2
    dx, dy = np.cos(angle) * c, np.sin(angle) * c
    cv2.line(k, (int(round(c - dx)), int(round(c - dy))), (int(round(c + dx)), int(round(c + dy))), 1.0)
    return k / k.sum()


BANK = (np.random.RandomState(0).randn(700, 700, 3) * 32).astype(np.int16)  # drawing fresh noise is slow


def noise(img, rng, sigma):
    h, w = img.shape[:2]
    y, x = rng.randrange(700 - h + 1), rng.randrange(700 - w + 1)
    n = BANK[y:y + h, x:x + w]
    if rng.random() < .5:
        n = n[..., :1]
    return np.clip(img + (n * int(sigma * 8) >> 8), 0, 255).astype(np.uint8)


def colour(img, rng, grey=.08):
    if rng.random() < .8:
        hsv = cv2.cvtColor(img, cv2.COLOR_BGR2HSV).astype(np.int16)
        hsv[..., 0] = (hsv[..., 0] + int(rng.gauss(0, 5))) % 180
        hsv[..., 1] = np.clip(hsv[..., 1] * rng.uniform(.3, 1.5), 0, 255)
        img = cv2.cvtColor(hsv.astype(np.uint8), cv2.COLOR_HSV2BGR)
    if rng.random() < grey:
        img = cv2.cvtColor(cv2.cvtColor(img, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    x = np.arange(256) / 255.0
    x = x ** np.exp(rng.gauss(0, .3))
    x = (x - .5) * rng.uniform(.65, 1.3) + .5 + rng.gauss(0, .07)
    if rng.random() < .2:  # haze and dust
        t = rng.uniform(.4, .9)
        x = x * t + rng.uniform(.55, .85) * (1 - t)
    lut = np.stack([x * rng.uniform(.9, 1.1) for _ in range(3)], -1)  # white balance
    return cv2.LUT(img, np.clip(lut * 255, 0, 255).astype(np.uint8).reshape(1, 256, 3))


def degrade(img, rng, level=1.0):
    """BGR uint8 in and out, same size."""
    img = colour(img, rng)
    h, w = img.shape[:2]
    if rng.random() < .25 * level:
        f = rng.uniform(.5, .9)
        img = cv2.resize(cv2.resize(img, None, fx=f, fy=f, interpolation=cv2.INTER_AREA), (w, h),
                         interpolation=rng.choice([cv2.INTER_LINEAR, cv2.INTER_CUBIC]))
    r = rng.random()
    if r < .15 * level:
        img = cv2.filter2D(img, -1, motion_kernel(rng.choice([3, 5, 7]), rng.uniform(0, np.pi)))
    elif r < .3 * level:
        img = cv2.GaussianBlur(img, (0, 0), rng.uniform(.4, 1.3))
    elif r < .42 * level:  # sharpening as cameras do
        img = cv2.addWeighted(img, 1.6, cv2.GaussianBlur(img, (0, 0), 1.2), -.6, 0)
    if rng.random() < .3 * level:
        img = noise(img, rng, rng.uniform(2, 12))
    if rng.random() < .6:
        ok, b = cv2.imencode(".jpg", img, [cv2.IMWRITE_JPEG_QUALITY, rng.randrange(22, 92)])
        img = cv2.imdecode(b, 1)
    return img
