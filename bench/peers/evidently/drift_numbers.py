"""Evidently's numbers of the cases on standard input, as JSON: [{column, name, kind, reference, current}] -> {column: {method: number}}."""
import json
import sys
import warnings

import numpy as np
import pandas as pd
from evidently.legacy.calculations.stattests import registry
from evidently.legacy.core import ColumnType

warnings.filterwarnings("ignore")
numeric = ["psi", "jensenshannon", "kl_div", "hellinger", "wasserstein", "ks", "ed"]
category = ["psi", "jensenshannon", "kl_div", "hellinger", "chisquare"]


def numbers(case):
    is_numeric = case["kind"] == "numeric"
    kind = ColumnType.Numerical if is_numeric else ColumnType.Categorical
    columns = [pd.Series(case[side]).replace([np.inf, -np.inf], np.nan).dropna() for side in ("reference", "current")]
    found = {}
    for name in numeric if is_numeric else category:
        test = registry.get_stattest(columns[0].copy(), columns[1].copy(), kind, name)
        found[name] = float(test(columns[0].copy(), columns[1].copy(), kind, None).drift_score)
    return found


print(json.dumps({case["column"]: numbers(case) for case in json.load(sys.stdin)}))
