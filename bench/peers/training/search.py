"""The Python peer of bench/training/search.ts: Optuna and LightGBM as their documentation shows them.

Arguments: folder with the encoded rows, work (one-split or cross-validated), threads per fit, trials side by side,
"bins-each-trial" or "bins-once", seed. Prints one line of JSON. Imports and reading the rows are not timed.
"""

import json
import resource
import sys
import time

import lightgbm as lgb
import numpy as np
import optuna
import pandas as pd
from sklearn.metrics import log_loss, precision_recall_curve

folder, work, threads, jobs, binning, seed = sys.argv[1:]
threads, jobs, seed = int(threads), int(jobs), int(seed)
with open(f"{folder}/rows.json", encoding="utf8") as file:
    description = json.load(file)
values = np.fromfile(f"{folder}/values.bin", dtype=np.float64)
values = values.reshape(len(description["names"]), description["rowCount"]).T
columns = [f"input_{index}" for index in range(len(description["names"]))]
rows = pd.DataFrame(np.asfortranarray(values), columns=columns)
labels = np.fromfile(f"{folder}/labels.bin", dtype=np.uint8)
split = description["works"][work]
folds = [(np.array(fold["train"]), np.array(fold["valid"])) for fold in split["folds"]]
final_rows = np.array(split["finalRows"])
limits = description["limits"]
optuna.logging.set_verbosity(optuna.logging.WARNING)


def parameters_of(trial):
    chosen = {}
    for name, distribution in description["space"].items():
        suggest = trial.suggest_int if distribution["kind"] == "int" else trial.suggest_float
        is_log = distribution.get("log", False)
        chosen[name] = suggest(name, distribution["low"], distribution["high"], log=is_log)
    return chosen


def complete(parameters):
    fixed = {"objective": "binary", "metric": "binary_logloss", "verbosity": -1, "num_threads": threads, "seed": seed}
    return {**parameters, **fixed, "deterministic": True, "feature_pre_filter": binning != "bins-once"}


def bins_of(fold):
    train_rows, valid_rows = fold
    parameters = {"verbosity": -1, "num_threads": threads, "feature_pre_filter": binning != "bins-once"}
    train = lgb.Dataset(rows.iloc[train_rows], labels[train_rows], params=parameters, free_raw_data=False)
    valid = lgb.Dataset(
        rows.iloc[valid_rows], labels[valid_rows], reference=train, params=parameters, free_raw_data=False
    )
    if binning == "bins-once":
        train.construct()
        valid.construct()
    return train, valid


def fit_fold(index, parameters):
    train, valid = kept_bins[index] if kept_bins else bins_of(folds[index])
    stop = lgb.early_stopping(limits["earlyStoppingRounds"], verbose=False)
    return lgb.train(complete(parameters), train, limits["maxRounds"], valid_sets=[valid], callbacks=[stop])


def objective(trial):
    parameters = parameters_of(trial)
    losses = []
    for index in range(len(folds)):
        booster = fit_fold(index, parameters)
        losses.append(booster.best_score["valid_0"]["binary_logloss"])
        trial.report(losses[-1], index)
        fits[0] += 1
        if index + 1 < len(folds) and trial.should_prune():
            raise optuna.TrialPruned()
    return float(np.mean(losses))


def threshold_of(probabilities, truth):
    precision, recall, thresholds = precision_recall_curve(truth, probabilities)
    precision, recall = precision[:-1], recall[:-1]
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    return float(thresholds[np.argmax(np.where(precision >= 0.6, f1, -1))])


started = time.perf_counter()
cpu = resource.getrusage(resource.RUSAGE_SELF)
fits = [0]
kept_bins = [bins_of(fold) for fold in folds] if binning == "bins-once" else []
pruner = optuna.pruners.WilcoxonPruner(p_threshold=0.1) if len(folds) > 1 else optuna.pruners.NopPruner()
sampler = optuna.samplers.TPESampler(seed=seed)
study = optuna.create_study(direction="minimize", sampler=sampler, pruner=pruner)
study.optimize(objective, n_trials=description["trials"], n_jobs=jobs)
searched = time.perf_counter()
boosters = [fit_fold(index, study.best_params) for index in range(len(folds))]
threshold = None
if len(folds) > 1:
    out_of_fold = np.full(len(labels), np.nan)
    for (_, valid_rows), booster in zip(folds, boosters):
        out_of_fold[valid_rows] = booster.predict(rows.iloc[valid_rows])
    judged = ~np.isnan(out_of_fold)
    threshold = threshold_of(out_of_fold[judged], labels[judged])
    log_loss(labels[judged], out_of_fold[judged])
rounds = max(1, round(float(np.mean([booster.best_iteration for booster in boosters]))))
final = lgb.train(complete(study.best_params), lgb.Dataset(rows.iloc[final_rows], labels[final_rows]), rounds)
model_text = final.model_to_string()
ended = time.perf_counter()
used = resource.getrusage(resource.RUSAGE_SELF)
print(
    json.dumps(
        {
            "seconds": ended - started,
            "searchSeconds": searched - started,
            "cpuSeconds": used.ru_utime + used.ru_stime - cpu.ru_utime - cpu.ru_stime,
            "logLoss": study.best_value,
            "fits": fits[0],
            "threshold": threshold,
            "rounds": rounds,
            "trees": model_text.count("Tree="),
        }
    )
)
