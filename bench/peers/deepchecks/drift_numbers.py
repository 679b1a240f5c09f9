"""deepchecks' numbers of the cases on standard input, as JSON: [{column, kind, reference, current}] -> {column: {method: number}}."""
import json
import sys

import numpy as np
from deepchecks.utils.distribution.drift import cramers_v, earth_movers_distance, kolmogorov_smirnov, psi


def numbers(case):
    reference, current = (np.array(case[side]) for side in ("reference", "current"))
    if case["kind"] == "category":
        return {"psi": float(psi(reference, current)), "cramers_v": float(cramers_v(reference, current))}
    return {
        "kolmogorov_smirnov": float(kolmogorov_smirnov(reference, current)),
        "earth_movers_distance": float(earth_movers_distance(reference, current, 0)),
    }


print(json.dumps({case["column"]: numbers(case) for case in json.load(sys.stdin)}))
