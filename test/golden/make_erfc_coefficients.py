"""Chebyshev coefficients of (1 + 2x) exp(x^2) erfc(x) in t = (x - 3.75) / (x + 3.75), for src/statistics/special/error-function.ts.

Run: python3 -m venv venv && venv/bin/pip install mpmath && venv/bin/python test/golden/make_erfc_coefficients.py
"""

import mpmath as mp

mp.mp.dps = 60
CENTRE = mp.mpf("3.75")
NODES = 80
SHOWN = 25


def value(t):
    x = CENTRE * (1 + t) / (1 - t)
    if x < 1000:
        return (1 + 2 * x) * mp.exp(x * x) * mp.erfc(x)
    total, term = mp.mpf(0), mp.mpf(1)
    for k in range(1, 30):
        total += term
        term *= -(2 * k - 1) / (2 * x * x)
    return (1 + 2 * x) * total / (x * mp.sqrt(mp.pi))


angles = [mp.pi * (k + mp.mpf(1) / 2) / NODES for k in range(NODES)]
values = [value(mp.cos(angle)) for angle in angles]
for degree in range(SHOWN):
    coefficient = 2 / mp.mpf(NODES) * sum(v * mp.cos(degree * a) for v, a in zip(values, angles))
    print(degree, mp.nstr(coefficient, 20))
