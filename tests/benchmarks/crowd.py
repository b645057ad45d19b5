"""Many learners who save answers at the same time, each from a browser of their own.

A save is due at its time, whether or not others are answered yet, and its latency
counts from then on: a server that falls behind can't slow down what it is asked.
"""

import asyncio
import json
import random
import statistics
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode


@dataclass
class Learner:
    """One browser in one attempt. ``acknowledged``: text by (attempt, position, number)."""

    attempt: object
    headers: dict
    numbers: dict = field(default_factory=dict)
    acknowledged: dict = field(default_factory=dict)


@dataclass
class Load:
    """What became of all saves. Latencies are in seconds, in rising order."""

    latencies: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    seconds: float = 0

    def percentile(self, part):
        return statistics.quantiles(self.latencies, n=100)[part - 1]

    @property
    def rate(self):
        return len(self.latencies) / self.seconds


def steadily(port, learners, *, every, seconds):
    """Each saves once in ``every`` seconds, at a moment of its own. Return a ``Load``."""
    return asyncio.run(_steadily(port, learners, every, seconds))


def hard(port, learners, *, seconds):
    """Each saves again as soon as the last save was answered. Return a ``Load``."""
    return asyncio.run(_hard(port, learners, seconds))


async def _steadily(port, learners, every, seconds):
    load, rng = Load(), random.Random(1)
    begin = time.perf_counter()

    async def live(learner):
        due = begin + rng.uniform(0, every)
        while due < begin + seconds:
            await asyncio.sleep(max(0, due - time.perf_counter()))
            await _save(port, learner, load, due)
            due += every * rng.uniform(0.8, 1.2)

    await asyncio.gather(*map(live, learners))
    return _ended(load, begin)


async def _hard(port, learners, seconds):
    load = Load()
    begin = time.perf_counter()

    async def live(learner):
        while (now := time.perf_counter()) < begin + seconds:
            await _save(port, learner, load, now)

    await asyncio.gather(*map(live, learners))
    return _ended(load, begin)


def _ended(load, begin):
    load.seconds = time.perf_counter() - begin
    load.latencies.sort()
    return load


async def _save(port, learner, load, due):
    count = sum(learner.numbers.values())
    position = count % learner.attempt.max_score + 1
    number = learner.numbers[position] = learner.numbers.get(position, 0) + 1
    text = f"answer {number} to question {position}"
    fields = {"position": position, "number": number, f"q{position}-text": text}
    try:
        status, body = await asyncio.wait_for(
            _post(port, learner, f"{learner.attempt.get_absolute_url()}save/", fields),
            timeout=30,
        )
    except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
        load.errors.append(repr(error))
        return
    told = json.loads(body) if status == 200 else {}
    if (told.get("number"), told.get("response")) != (number, {"text": text}):
        load.errors.append((status, body[:200]))
        return
    load.latencies.append(time.perf_counter() - due)
    learner.acknowledged[learner.attempt.pk, position, number] = text


async def _post(port, learner, path, fields):
    """One request on a connection of its own: a browser that saves rarely has no other."""
    body = urlencode(fields).encode()
    head = {
        **learner.headers,
        "Content-Type": "application/x-www-form-urlencoded",
        "Content-Length": str(len(body)),
        "Connection": "close",
    }
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {head[name]}" for name in head)]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await writer.drain()
        answer = await reader.read()
    finally:
        writer.close()
        await writer.wait_closed()
    top, _gap, content = answer.partition(b"\r\n\r\n")
    if not top:
        raise ConnectionResetError("closed without an answer")
    return int(top.split()[1]), content
