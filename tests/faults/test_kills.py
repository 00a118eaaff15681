"""A run that is killed, and one after it, end as if nothing had happened."""

from __future__ import annotations

import pytest
from faults.bench import BEGINNINGS, Bench
from faults.stepping import coarse


def test_try(office: Bench) -> None:
    import time
    for b in BEGINNINGS:
        print(b, len(office.steps[b]), len(set(office.steps[b])), len({coarse(one) for one in office.steps[b]}), office.seconds[b], len(office.whole[b].ids))
        for k in (5, len(office.steps[b])//2, len(office.steps[b])-20):
            t=time.time()
            c=time.process_time()
            print(office.steps[b][k], office.killed(b, at=k), time.time()-t, time.process_time()-c)
    print(sorted({coarse(one) for one in office.steps["later"]}))
