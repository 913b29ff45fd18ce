"""Trains the two layers of eye-opening.json on what cut-eyes.mjs wrote: python3 bench/eyes/train.py DIR OUT.json [--left-out K/N]

numpy only. The layers look at one eye: 16 units on the eye model's features, 16 on its own 24 x 20 grey pixels. Each unit is a
rectified linear one with a weight of 1 or -1, their sum z is the logarithm of how open the eye looks. A person's own open eyes
are the measure: what is learned is that exp(z - z at rest) is the openness by the truth, as in a Siamese network. Shut eyes
(truth below 0.47) may read anything below 0.4, open ones anything between 1 and 1.25.

--left-out 0/6 leaves every sixth person out, by name, and prints how their open and shut eyes read.
"""

import base64
import glob
import json
import os
import sys

import numpy as np

FEATURES, PIXELS, UNITS = 512, 480, 16
STEPS, EYES_A_STEP, AT_REST = 3000, 16, 6


def read(folder):
    people = {}
    for path in sorted(glob.glob(os.path.join(folder, '*.json'))):
        name = os.path.basename(path)[:-5]
        frames = json.load(open(path))['frames']
        features = np.fromfile(path[:-5] + '.features', np.float16).reshape(len(frames), 2, FEATURES)
        luma = np.fromfile(path[:-5] + '.luma', np.uint8).reshape(len(frames), 2, 40, 48)
        openness = np.array([frame['openness'] for frame in frames], np.float32)
        segments = np.array([frame['segment'] or '-' for frame in frames])
        people[name] = features, luma, openness, segments
    return people


def patch(luma, down=0, right=0):
    """The same as `patchOf` of src/landmarks/eye-model.ts, moved by some pixels."""
    part = luma[:, 8 + down : 32 + down, 4 + right : 44 + right].astype(np.float32)
    part = part.reshape(len(part), 24, 20, 2).mean(3)
    mean, deviation = part.mean((1, 2), keepdims=True), part.std((1, 2), keepdims=True)
    return ((part - mean) / (deviation + 3)).reshape(len(part), PIXELS)


def slope(o, truth):
    """Of the loss, by the relative openness that is read."""
    wanted = np.interp(truth, [0, 0.45, 0.6, 0.95, 1], [0.3, 0.4, 0.85, 1, 1])
    e = o - wanted
    e = np.where((truth >= 0.9) & (e > 0), np.maximum(e - 0.25, 0), e)
    e = np.where((truth <= 0.47) & (e < 0), 0, e)
    return e * np.where(truth >= 0.9, 2, np.where(truth <= 0.47, 1.5, 0.5))


def eyes_of(people):
    eyes = []
    for name, (_, _, truth, segments) in people.items():
        least = truth.min()
        for eye in (0, 1):
            of = truth[:, eye]
            is_open = of > 0.95
            turning = np.char.startswith(segments, 'turn') | (segments == 'shake')
            masks = [
                (segments == 'neutral') & is_open,
                of < max(0.47, least + 0.05),
                is_open,
                (of >= 0.47) & (of <= 0.95),
                is_open & turning,
                is_open & np.isin(segments, ['nod', 'open-mouth']),
            ]
            eyes.append((name, eye, [np.flatnonzero(mask) for mask in masks]))
    return eyes


def batch(people, eyes, rng):
    features, pixels, truth = [], [], []
    for at in rng.integers(0, len(eyes), EYES_A_STEP):
        name, eye, kinds = eyes[at]
        draw = lambda kind, count: rng.choice(kind if len(kind) else kinds[2], count)
        j = np.concatenate([draw(kind, count) for kind, count in zip(kinds, (AT_REST, 8, 4, 4, 4, 4))])
        f, luma, openness, _ = people[name]
        down, right = int(rng.integers(-2, 3)), int(rng.integers(-3, 4))
        p = np.empty((len(j), PIXELS), np.float32)
        p[0::2] = patch(luma[j[0::2], eye], down, right)
        shaken = np.clip(down + rng.integers(-1, 2), -3, 3), np.clip(right + rng.integers(-1, 2), -4, 4)
        p[1::2] = patch(luma[j[1::2], eye], *map(int, shaken))
        features.append(f[j, eye])
        pixels.append(p)
        truth.append(openness[j, eye])
    return np.concatenate(features).astype(np.float32), np.concatenate(pixels), np.array(truth)


def train(people, seed=7):
    rng = np.random.default_rng(seed)
    eyes = eyes_of(people)
    sample = np.concatenate([f[::20].reshape(-1, FEATURES) for f, *_ in people.values()]).astype(np.float32)
    mean, scale = sample.mean(0), sample.std(0) + 0.05 * sample.std()
    q = []
    for inputs in (FEATURES, PIXELS):
        q += [rng.normal(0, inputs**-0.5, (inputs, UNITS)), np.zeros(UNITS), rng.normal(0, 0.5 / UNITS**0.5, UNITS)]
    first, second = [np.zeros_like(w) for w in q], [np.zeros_like(w) for w in q]
    for t in range(1, STEPS + 1):
        rate = 1e-3 * (1 + np.cos(np.pi * t / STEPS)) + 1e-5
        f, p, truth = batch(people, eyes, rng)
        f = ((f - mean) / scale + rng.normal(0, 0.25, f.shape)) * (rng.random(f.shape) > 0.15) / 0.85
        p = (p + rng.normal(0, 0.12, p.shape)) * rng.uniform(0.85, 1.15, (len(p), 1))
        layers = [(k, a, a @ q[k] + q[k + 1]) for k, a in ((0, f), (3, p))]
        z = sum(np.maximum(h, 0) @ q[k + 2] for k, _, h in layers).reshape(truth.shape)
        rest = z[:, :AT_REST].mean(1, keepdims=True)
        o = np.exp(np.clip(z - rest, -3, 1))
        g = slope(o, truth) / truth.size
        g[:, :AT_REST] = 0
        dz = g * np.maximum(o, 0.3) * (z - rest > -3)
        dz[:, :AT_REST] += (2 * (z[:, :AT_REST] - rest)) / truth.size - dz.sum(1, keepdims=True) / AT_REST
        dz = (dz + 2e-3 * rest / truth.size).reshape(-1)
        for k, a, h in layers:
            dh = dz[:, None] * q[k + 2] * (h > 0)
            step(q, first, second, t, rate, {k: a.T @ dh, k + 1: dh.sum(0), k + 2: np.maximum(h, 0).T @ dz})
    return mean, scale, q


def step(q, first, second, t, rate, slopes):
    """Adam with decoupled weight decay (Loshchilov and Hutter, 2019)."""
    for k, g in slopes.items():
        first[k] = 0.9 * first[k] + 0.1 * g
        second[k] = 0.999 * second[k] + 0.001 * g * g
        if k % 3 != 1:
            q[k] *= 1 - 0.05 * rate
        q[k] -= rate * first[k] / (1 - 0.9**t) / (np.sqrt(second[k] / (1 - 0.999**t)) + 1e-8)


def folded(filters, bias, weights):
    """The size of a unit's weight goes into its filters; units that speak for an open eye come first."""
    order = np.argsort(weights <= 0, kind='stable')
    filters, bias = (filters * abs(weights))[:, order], (bias * abs(weights))[order]
    text = base64.b64encode(filters.astype('<f2').tobytes()).decode()
    return {'filters': text, 'bias': bias.round(6).tolist(), 'raising': int((weights > 0).sum())}


def look_at(people, mean, scale, q):
    for name, (f, luma, truth, segments) in people.items():
        a = (f.reshape(-1, FEATURES).astype(np.float32) - mean) / scale
        z = np.maximum(a @ q[0] + q[1], 0) @ q[2]
        z += np.maximum(patch(luma.reshape(-1, 40, 48)) @ q[3] + q[4], 0) @ q[5]
        z = z.reshape(-1, 2)
        o = np.exp(z - np.median(z[segments == 'neutral'], axis=0)).mean(1)
        shut = o[truth.max(1) < truth.max(1).min() + 0.1]
        at_rest = o[(truth.min(1) > 0.95) & (segments == 'neutral')]
        print(f'{name}: shut {np.median(shut):.2f}, nine of ten below {np.percentile(shut, 90):.2f}; open, one of a hundred below {np.percentile(at_rest, 1):.2f}')


def main(folder, out, *options):
    people = read(folder)
    left_out = []
    if options:
        k, n = map(int, options[1].split('/'))
        left_out = [name for at, name in enumerate(people) if at % n == k]
    mean, scale, q = train({name: person for name, person in people.items() if name not in left_out})
    look_at({name: people[name] for name in left_out}, mean, scale, q)
    features = folded(q[0] / scale[:, None], q[1] - (mean / scale) @ q[0], q[2])
    json.dump({'features': features, 'pixels': folded(q[3], q[4], q[5])}, open(out, 'w'))


if __name__ == '__main__':
    main(*sys.argv[1:])
