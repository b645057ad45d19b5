"""CPU time of one thing as a multiple of another, measured in turns."""

import gc
import statistics
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Compared:
    """Seconds of CPU per call and the ratio round by round: medians over the rounds.

    ``least`` is the subject's best round. Other work on the machine can only add to a
    time, so where a time is to be held to a number, that round says most.
    """

    subject: float
    least: float
    reference: float
    ratio: float
    lowest: float
    highest: float


def compare(
    subject, reference, *, clock=time.process_time, rounds=21, times=(20, 20), warm=20
):
    """Call both in turns; a machine that slows down slows both.

    The ratio is taken in each round and its median reported, with the middle half of
    the rounds beside it. ``times``: calls of each in a round.
    """
    for _ in range(warm):
        reference()
        subject()
    pairs = []
    for number in range(rounds):
        gc.collect()
        if number % 2:
            other = per_call(reference, times[1], clock)
            mine = per_call(subject, times[0], clock)
        else:
            mine = per_call(subject, times[0], clock)
            other = per_call(reference, times[1], clock)
        pairs.append((mine, other))
    ratios = [mine / other for mine, other in pairs]
    low, middle, high = statistics.quantiles(ratios, n=4, method="inclusive")
    return Compared(
        subject=statistics.median(mine for mine, _other in pairs),
        least=min(mine for mine, _other in pairs),
        reference=statistics.median(other for _mine, other in pairs),
        ratio=middle,
        lowest=low,
        highest=high,
    )


def per_call(call, times, clock):
    start = clock()
    for _ in range(times):
        call()
    return (clock() - start) / times
