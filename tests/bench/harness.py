"""What harness.mjs is, for Python: loads the handler, lets it reach its first verdict, prints what that cost."""

import importlib
import json
import os
import resource
import sys
import time

given = json.loads(os.environ["BENCH_INPUT"])
sys.path.insert(0, os.path.dirname(sys.argv[1]))

start = time.perf_counter()
module = importlib.import_module(os.path.basename(sys.argv[1]).removesuffix(".py"))
loaded = time.perf_counter()
loaded_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
module.handler(given["event"], None)
reported = time.perf_counter()

usage = resource.getrusage(resource.RUSAGE_SELF)
print(
    json.dumps(
        {
            "loadMs": (loaded - start) * 1000,
            "verdictMs": (reported - start) * 1000,
            "cpuMs": (usage.ru_utime + usage.ru_stime) * 1000,
            "loadedMb": loaded_kb / 1024,
            "peakMb": usage.ru_maxrss / 1024,
        }
    )
)
