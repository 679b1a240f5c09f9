"""Evidently's data drift report of two Parquet files. Prints seconds and memory as JSON; `work` is reading and the report, without imports."""
import json
import resource
import sys
import time


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


begin = time.perf_counter()
import pandas as pd
from evidently import Report
from evidently.presets import DataDriftPreset

imported = cpu()
reference, current = (pd.read_parquet(path) for path in sys.argv[1:3])
snapshot = Report([DataDriftPreset()]).run(current, reference)
text = snapshot.json()
print(
    json.dumps(
        {
            "wallSeconds": time.perf_counter() - begin,
            "cpuSeconds": cpu(),
            "workCpuSeconds": cpu() - imported,
            "peakMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "characters": len(text),
        }
    )
)
