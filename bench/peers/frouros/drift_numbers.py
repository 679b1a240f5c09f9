"""frouros' numbers of the cases on standard input, as JSON: [{column, kind, reference, current}] -> {column: {method: number}}."""
import json
import sys

import numpy as np
from frouros.detectors.data_drift import EMD, PSI, ChiSquareTest, EnergyDistance, HellingerDistance, KSTest

numeric = {"psi": PSI, "hellinger": HellingerDistance, "emd": EMD, "energy": EnergyDistance}


def distance(detector, case):
    reference, current = (np.array(case[side]) for side in ("reference", "current"))
    detector.fit(X=reference)
    return detector.compare(X=current)[0]


def numbers(case):
    if case["kind"] == "category":
        result = distance(ChiSquareTest(), case)
        return {"chisquare": float(result.statistic), "chisquare p": float(result.p_value)}
    found = {name: float(distance(detector(), case).distance) for name, detector in numeric.items()}
    result = distance(KSTest(), case)
    return {**found, "ks": float(result.statistic), "ks p": float(result.p_value)}


print(json.dumps({case["column"]: numbers(case) for case in json.load(sys.stdin)}))
