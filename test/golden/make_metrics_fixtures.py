"""Golden numbers for test/statistics and test/metrics.

Run: python3 -m venv venv && venv/bin/pip install scikit-learn scipy statsmodels mpmath \
     && venv/bin/python test/golden/make_metrics_fixtures.py
Writes statistics.json and metrics.json beside this file; each records the versions and the command.
"""

import json
import platform
from pathlib import Path

import mpmath
import numpy as np
import scipy
import sklearn
import statsmodels
import statsmodels.api as sm
from scipy import integrate, optimize, special, stats
from sklearn import metrics
from sklearn.calibration import calibration_curve
from sklearn.isotonic import IsotonicRegression

HERE = Path(__file__).parent
mpmath.mp.dps = 50
PROVENANCE = {
    "command": "python test/golden/make_metrics_fixtures.py",
    "python": platform.python_version(),
    "numpy": np.__version__,
    "scipy": scipy.__version__,
    "scikit-learn": sklearn.__version__,
    "statsmodels": statsmodels.__version__,
    "mpmath": mpmath.__version__,
}


def plain(value):
    if isinstance(value, dict):
        return {key: plain(member) for key, member in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(member) for member in value]
    if isinstance(value, (np.bool_, bool)):
        return bool(value)
    if isinstance(value, (np.integer, int)):
        return int(value)
    if isinstance(value, str):
        return value
    return float(value)


def write(name, content):
    text = json.dumps(plain({"provenance": PROVENANCE, **content}), allow_nan=False, separators=(",", ":"))
    (HERE / name).write_text(text + "\n")


def rows(arguments, function):
    return [[*row, function(*row)] for row in arguments]


# statistics ----------------------------------------------------------------------------------------------------------


def distributions():
    x = [-37.5, -20, -8.3, -5, -3, -1.5, -1, -0.7, -0.1, 0, 1e-9, 0.3, 0.5, 0.9, 1, 2, 4.4, 6, 8, 12]
    probability = [1e-300, 1e-100, 1e-20, 1e-9, 1e-4, 0.02, 0.07, 0.075, 0.3, 0.5, 0.61, 0.92, 0.95, 0.999, 1 - 1e-9]
    gamma = [(0.5, 0.1), (0.5, 40), (1, 1), (2.5, 0.01), (3, 12), (10, 9), (10, 60), (50, 40), (50, 180), (1000, 1100), (1e6, 1.003e6), (1e6, 0.997e6)]
    beta = [(0.3, 6, 14), (0.999, 6, 14), (1e-8, 2, 3), (0.5, 0.5, 0.5), (0.02, 200, 5000), (0.05, 200, 5000), (0.7, 1, 30)]
    t = [(0, 5), (1, 1), (2.5, 7), (-2.5, 7), (12, 4), (30, 30), (0.01, 200), (6, 100000)]
    chi = [(14.555695200856, 4), (53.3, 4), (0.5, 1), (200, 9), (3, 30), (1200, 1000)]
    exact = mpmath.mpf
    return {
        "erfc": rows([(v,) for v in [*x, 15, 25, 26.5]], lambda v: mpmath.erfc(exact(v))),
        "erf": rows([(v,) for v in x], lambda v: mpmath.erf(exact(v))),
        "normalCdf": rows([(v,) for v in x], lambda v: mpmath.ncdf(exact(v))),
        "normalLogCdf": rows([(v,) for v in [*x, -40, -100, -1000, -1e8]], lambda v: special.log_ndtr(v)),
        "normalQuantile": rows([(p,) for p in probability], lambda p: special.ndtri(p)),
        "logGamma": rows([(v,) for v in [1e-5, 0.1, 0.5, 1.5, 3, 7.3, 9.99, 10, 25.5, 1000, 1e9]], lambda v: mpmath.loggamma(exact(v))),
        "gammaLower": rows(gamma, lambda a, v: special.gammainc(a, v)),
        "gammaUpper": rows(gamma, lambda a, v: special.gammaincc(a, v)),
        "incompleteBeta": rows(beta, lambda v, a, b: special.betainc(a, b, v)),
        "studentSurvival": rows(t, lambda v, df: stats.t.sf(v, df)),
        "chiSquareSurvival": rows(chi, lambda v, df: stats.chi2.sf(v, df)),
        "kolmogorovSurvival": rows([(v,) for v in [0.2, 0.5, 0.9, 0.99, 1, 1.36, 2, 5]], lambda v: special.kolmogorov(v)),
    }


def samples():
    random = np.random.default_rng(7)
    return {
        "normal": np.round(random.normal(0.2, 1, 25), 3),
        "shifted": np.round(random.normal(0.9, 1, 15), 3),
        "tied": random.integers(0, 6, 30).astype(float),
        "tiedOther": random.integers(1, 7, 24).astype(float),
    }


def kolmogorov_smirnov(given):
    pairs = [("normal", "shifted"), ("tied", "tiedOther"), ("normal", "tied")]
    return [
        {"first": a, "second": b, "statistic": r.statistic, "pValue": r.pvalue}
        for a, b in pairs
        for r in [stats.ks_2samp(given[a], given[b], method="exact")]
    ]


def wilcoxon():
    random = np.random.default_rng(11)
    cases = {
        "fiveFolds": [0.012, 0.004, 0.031, 0.002, 0.008],
        "mixedSigns": [0.3, -0.1, 0.25, 0.9, -0.45, 0.05, 0.6],
        "withZeros": [0, 0.2, -0.1, 0, 0.4, 0.3],
        "tied": [1, 1, -1, 2, 2, -2, 3, 0, 1],
        "fifty": np.round(random.normal(0.3, 1, 50), 6),
        "sixty": np.round(random.normal(0.2, 1, 60), 1),
        "twoHundred": np.round(random.normal(0.1, 1, 200), 6),
    }
    results = []
    for name, values in cases.items():
        for alternative in ("two-sided", "greater", "less"):
            r = stats.wilcoxon(values, zero_method="zsplit", alternative=alternative, method="auto", correction=True)
            results.append({"name": name, "values": values, "alternative": alternative, "pValue": r.pvalue})
    return results


def statistics_fixture():
    given = samples()
    p_values = [0.021, 0.0005, 0.012, 0.2, 0.009, 0.041, 0.34, 0.045, 0.9, 0.6]
    from statsmodels.stats.multitest import multipletests
    from statsmodels.stats.proportion import proportion_confint, proportions_ztest

    paired = given["normal"][:15] - given["shifted"]
    t = stats.ttest_1samp(paired, 0)
    return {
        **distributions(),
        "samples": given,
        "kolmogorovSmirnov": kolmogorov_smirnov(given),
        "wilcoxon": wilcoxon(),
        "quantiles": [[q, np.quantile(given["normal"], q)] for q in [0, 0.1, 0.25, 0.333, 0.5, 0.9, 1]],
        "midRanks": stats.rankdata(given["tied"]),
        "moments": {"mean": np.mean(given["normal"]), "variance": np.var(given["normal"], ddof=1), "populationVariance": np.var(given["normal"])},
        "wilson": [[k, n, level, *proportion_confint(k, n, 1 - level, "wilson")] for k, n, level in [(12, 1000, 0.95), (0, 20, 0.95), (20, 20, 0.9), (7, 9, 0.99)]],
        "twoProportion": {"statistic": proportions_ztest([31, 12], [1000, 1000])[0], "pValue": proportions_ztest([31, 12], [1000, 1000])[1]},
        "adjustment": {"pValues": p_values, "holm": multipletests(p_values, method="holm")[1], "benjaminiHochberg": multipletests(p_values, method="fdr_bh")[1]},
        "paired": {"differences": paired, "statistic": t.statistic, "pValue": t.pvalue},
    }


# metrics -------------------------------------------------------------------------------------------------------------


def datasets():
    random = np.random.default_rng(2024)
    z = random.normal(-1.2, 1.4, 500)
    y = (random.uniform(size=500) < special.expit(z)).astype(int)
    candidate = special.expit(1.3 * z + 0.2 + random.normal(0, 0.4, 500))
    baseline = special.expit(0.8 * z + random.normal(0, 0.9, 500))
    return {
        "ties": {"labels": [1, 0, 1, 1, 0, 0, 1, 0], "scores": [0.9, 0.9, 0.8, 0.7, 0.7, 0.4, 0.4, 0.1]},
        "rounded": {"labels": y[:300], "scores": np.clip(np.round(baseline[:300], 2), 0.01, 0.99)},
        "candidate": {"labels": y, "scores": candidate},
        "baseline": {"labels": y, "scores": baseline},
    }


def delong_components(y, s):
    wins = (s[y == 1][:, None] > s[y == 0][None, :]) + 0.5 * (s[y == 1][:, None] == s[y == 0][None, :])
    return wins.mean(axis=1), wins.mean(axis=0)


def delong_variance(positive, negative):
    return np.var(positive, ddof=1) / len(positive) + np.var(negative, ddof=1) / len(negative)


def ece(y, p, bins):
    edges = np.percentile(p, np.linspace(0, 100, bins + 1))
    index = np.searchsorted(edges[1:-1], p)
    return sum(abs(y[index == b].sum() - p[index == b].sum()) for b in range(bins)) / len(y)


def calibration_line(y, p):
    fit = sm.GLM(y, sm.add_constant(special.logit(p)), family=sm.families.Binomial()).fit(tol=1e-14, maxiter=200)
    return {"intercept": fit.params[0], "slope": fit.params[1], "interceptError": fit.bse[0], "slopeError": fit.bse[1]}


def empc(y, s, clv=200, d=10, f=1, alpha=6, beta=14):
    """By brute force: the best threshold at each success rate, integrated numerically."""
    thresholds = np.append(np.inf, np.unique(s)[::-1])
    found = np.array([((s >= t) & (y == 1)).sum() for t in thresholds]) / len(y)
    disturbed = np.array([((s >= t) & (y == 0)).sum() for t in thresholds]) / len(y)
    delta, phi = d / clv, f / clv
    profit = lambda g: clv * (g * (1 - delta) - phi) * found - clv * (delta + phi) * disturbed
    best = lambda g: int(np.argmax(profit(g)))
    kinks, grid = [0.0], np.linspace(0, 1, 4001)
    for low, high in zip(grid, grid[1:]):
        if best(low) != best(high):
            a, b = best(low), best(high)
            gap = lambda g: profit(g)[a] - profit(g)[b]
            kinks.append(optimize.brentq(gap, low, high, xtol=1e-15) if gap(low) * gap(high) < 0 else high)
    kinks.append(1.0)
    density = stats.beta(alpha, beta).pdf
    part = lambda h: sum(integrate.quad(h, a, b, epsabs=1e-13, epsrel=1e-12)[0] for a, b in zip(kinks, kinks[1:]) if b > a)
    return {
        "profit": part(lambda g: profit(g).max() * density(g)),
        "contactedShare": part(lambda g: (found + disturbed)[best(g)] * density(g)),
    }


def one_model(y, s):
    y, s = np.asarray(y), np.asarray(s)
    top = max(1, round(len(y) * 0.1))
    fpr, tpr, thresholds = metrics.roc_curve(y, s, drop_intermediate=False)
    precision, recall, pr_thresholds = metrics.precision_recall_curve(y, s)
    decided = (s >= 0.45).astype(int)
    tn, fp, fn, tp = metrics.confusion_matrix(y, decided).ravel()
    loss = -np.log(np.where(y == 1, s, 1 - s))
    observed, predicted = calibration_curve(y, s, n_bins=10, strategy="quantile")
    isotonic = IsotonicRegression(out_of_bounds="clip").fit(s, y)
    at = np.array([0, 0.05, 0.123, 0.31, 0.45, 0.65, 0.95, 1])
    return {
        "rocAuc": metrics.roc_auc_score(y, s),
        "prAuc": metrics.average_precision_score(y, s),
        "logLoss": metrics.log_loss(y, s),
        "logLossError": np.std(loss, ddof=1) / np.sqrt(len(y)),
        "brier": metrics.brier_score_loss(y, s),
        "ece": ece(y, s, 10),
        "delongError": np.sqrt(delong_variance(*delong_components(y, s))),
        "calibration": calibration_line(y, s),
        "inTheLarge": s.mean() - y.mean(),
        "topDecile": [y[np.argsort(-s, kind="stable")][:top].mean()] if len(np.unique(s)) == len(s) else [],
        "roc": {"falsePositiveRate": fpr[1:], "truePositiveRate": tpr[1:], "threshold": thresholds[1:]},
        "pr": {"precision": precision[:-1][::-1], "recall": recall[:-1][::-1], "threshold": pr_thresholds[::-1]},
        "reliability": {"observed": observed, "predicted": predicted},
        "at45": {
            "counts": {"truePositives": tp, "falsePositives": fp, "falseNegatives": fn, "trueNegatives": tn},
            "accuracy": metrics.accuracy_score(y, decided),
            "precision": metrics.precision_score(y, decided),
            "recall": metrics.recall_score(y, decided),
            "f1": metrics.f1_score(y, decided),
            "falseNegativeRate": fn / (fn + tp),
            "falsePositiveRate": fp / (fp + tn),
            "minorityF1": metrics.f1_score(y, decided, pos_label=1 if y.sum() * 2 <= len(y) else 0),
        },
        "isotonic": {"at": at, "fitted": isotonic.predict(at)},
        "empc": empc(y, s),
    }


def paired_delong(y, a, b):
    pa, na = delong_components(y, a)
    pb, nb = delong_components(y, b)
    difference = pa.mean() - pb.mean()
    error = np.sqrt(delong_variance(pa - pb, na - nb))
    return {"difference": difference, "error": error, "statistic": difference / error, "pValue": 2 * stats.norm.sf(abs(difference / error))}


def metrics_fixture():
    given = datasets()
    y, a, b = given["candidate"]["labels"], given["candidate"]["scores"], given["baseline"]["scores"]
    weights = 0.5 + np.arange(len(y)) % 4
    weighted = sm.GLM(y, sm.add_constant(special.logit(b)), family=sm.families.Binomial(), freq_weights=weights).fit(tol=1e-14, maxiter=200)
    at = np.linspace(0, 1, 21)
    return {
        "datasets": given,
        "results": {name: one_model(**{"y": d["labels"], "s": d["scores"]}) for name, d in given.items()},
        "pairedAuc": paired_delong(y, a, b),
        "weightedPlatt": {"intercept": weighted.params[0], "slope": weighted.params[1]},
        "weightedIsotonic": {"at": at, "fitted": IsotonicRegression(out_of_bounds="clip").fit(b, y, sample_weight=weights).predict(at)},
    }


write("statistics.json", statistics_fixture())
write("metrics.json", metrics_fixture())
