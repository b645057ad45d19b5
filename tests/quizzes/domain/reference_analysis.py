"""The numbers of ``quizzes.domain.analysis`` once more, with numpy, attempt by attempt.

Written from ``docs/algorithms/statistics.md`` and not from the code: an attempt is a
list of (question, version, section, fraction, mark).
"""

from collections import defaultdict

import numpy as np


def scores(attempts):
    points = np.array([sum(f * m for *_, f, m in items) for items in attempts])
    highest = np.array([sum(m for *_, m in items) for items in attempts])
    return points, highest, points / highest


def quiz(attempts):
    points, _highest, score = scores(attempts)
    spread = np.std(score, ddof=1)
    n = len(score)
    skew = n / ((n - 1) * (n - 2)) * np.sum(((score - score.mean()) / spread) ** 3)
    found = alpha(attempts, points)
    return {
        "mean": score.mean(),
        "median": np.median(score),
        "sd": spread,
        "skewness": skew,
        "alpha": found,
        "sem": spread * np.sqrt(1 - found),
    }


def alpha(attempts, points):
    of_question, of_section = defaultdict(list), defaultdict(list)
    for items in attempts:
        for question, _version, _section, fraction, mark in items:
            of_question[question].append(fraction * mark)
    always = {q for q, answers in of_question.items() if len(answers) == len(attempts)}
    for items in attempts:
        for question, _version, section, fraction, mark in items:
            if question not in always:
                of_section[section].append(fraction * mark)
    variances = sum(np.var(of_question[q], ddof=1) for q in always)
    for answers in of_section.values():
        places = len(answers) / len(attempts)
        variances += places * np.var(answers, ddof=1)
    k = len(attempts[0])
    return k / (k - 1) * (1 - variances / np.var(points, ddof=1))


def thirds(score):
    """Weights in the lower and upper third; ties at the edge share what is left."""
    place = np.round(score * 1e8)
    third = len(score) / 3

    def lowest(values):
        weights = np.zeros(len(values))
        left = third
        for value in np.unique(values):
            same = values == value
            weights[same] = min(1.0, max(0.0, left / same.sum()))
            left -= same.sum()
        return weights

    return lowest(place), lowest(-place)


def item(attempts, version):
    points, highest, score = scores(attempts)
    lower, upper = thirds(score)
    mine, rest, whole, up, low = [], [], [], [], []
    for index, items in enumerate(attempts):
        for _question, asked, _section, fraction, mark in items:
            if asked != version:
                continue
            mine.append(fraction)
            if len(items) > 1:
                left = highest[index] - mark
                rest.append((points[index] - fraction * mark) / left)
            whole.append(score[index])
            up.append(upper[index])
            low.append(lower[index])
    mine, up, low = np.array(mine), np.array(up), np.array(low)
    return {
        "attempts": len(mine),
        "facility": mine.mean(),
        "discrimination": up @ mine / up.sum() - low @ mine / low.sum(),
        "point_biserial": np.corrcoef(mine, rest)[0, 1],
        "uncorrected": np.corrcoef(mine, whole)[0, 1],
    }
