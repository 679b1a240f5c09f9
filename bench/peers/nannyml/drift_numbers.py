"""NannyML's numbers of the cases on standard input, as JSON: [{column, kind, reference, current}] -> {column: {method: number}}."""
import json
import sys
import warnings

import pandas as pd
from nannyml.chunk import DefaultChunker
from nannyml.drift.univariate.methods import FeatureType, MethodFactory
from nannyml.thresholds import ConstantThreshold

warnings.filterwarnings("ignore")
numeric = ["jensen_shannon", "hellinger", "kolmogorov_smirnov", "wasserstein"]
category = ["jensen_shannon", "hellinger", "chi2", "l_infinity"]


def numbers(case):
    is_numeric = case["kind"] == "numeric"
    kind = FeatureType.CONTINUOUS if is_numeric else FeatureType.CATEGORICAL
    reference, current = (pd.Series(case[side]) for side in ("reference", "current"))
    found = {}
    for name in numeric if is_numeric else category:
        method = MethodFactory.create(
            name, kind, chunker=DefaultChunker(), threshold=ConstantThreshold(0, 1), computation_params={}
        )
        method._fit(reference)
        found[name] = float(method._calculate(current))
        if name == "chi2":
            found["chi2 p"] = float(method._p_value)
    return found


print(json.dumps({case["column"]: numbers(case) for case in json.load(sys.stdin)}))
