"""NannyML on two Parquet files: univariate drift in ten chunks, and CBPE, some rounds. Prints median CPU seconds of fit and of the new rows as JSON."""
import json
import os
import resource
import statistics
import sys

os.environ["NML_DISABLE_USAGE_LOGGING"] = "1"
import nannyml
import pandas as pd


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def timed(work):
    begin = cpu()
    result = work()
    return result, cpu() - begin


reference, current = (pd.read_parquet(path) for path in sys.argv[1:3])
columns = [name for name in reference.columns if name.startswith("x")]
for frame in (reference, current):
    frame["predicted"] = (frame["probability"] >= 0.5).astype(int)


def measured():
    drift = nannyml.UnivariateDriftCalculator(
        column_names=columns, continuous_methods=["jensen_shannon", "kolmogorov_smirnov"], chunk_number=10
    )
    estimator = nannyml.CBPE(
        y_pred_proba="probability", y_pred="predicted", y_true="label", metrics=["roc_auc", "f1"],
        problem_type="classification_binary", chunk_number=10,
    )
    _, drift_fit = timed(lambda: drift.fit(reference))
    _, drift_new = timed(lambda: drift.calculate(current))
    _, estimate_fit = timed(lambda: estimator.fit(reference))
    estimate, estimate_new = timed(lambda: estimator.estimate(current))
    return estimate, {"drift": {"fit": drift_fit, "new": drift_new}, "estimate": {"fit": estimate_fit, "new": estimate_new}}


rounds = [measured() for _ in range(int(sys.argv[3]))]
frame = rounds[0][0].filter(period="analysis").to_df()
costs = {
    work: {part: statistics.median(cost[work][part] for _, cost in rounds) for part in ("fit", "new")}
    for work in ("drift", "estimate")
}
print(
    json.dumps(
        {
            **costs,
            "auc": float(frame[("roc_auc", "value")].mean()),
            "f1": float(frame[("f1", "value")].mean()),
        }
    )
)
