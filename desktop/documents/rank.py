"""Finds the nearest vectors and fuses two rankings into one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

RRF_CONSTANT = 60
"""Cormack, Clarke and Buettcher, "Reciprocal rank fusion outperforms Condorcet and individual rank learning methods",
SIGIR 2009: k = 60 was fixed in a pilot and proved not to be critical."""


def nearest(query: npt.NDArray[np.float32], matrix: npt.NDArray[np.float32], k: int) -> list[tuple[int, float]]:
    """The `k` rows of `matrix` (n, d) most like `query` (d,): row number and cosine, best first.

    Rows and query are of length 1. Equals come in the order of their rows.
    """
    count = min(k, len(matrix))
    if count <= 0:
        return []
    cosines = matrix @ query
    # Everything at least as near as the k-th, so that equals are not chosen by chance.
    limit = np.partition(cosines, len(matrix) - count)[len(matrix) - count]
    rows = np.flatnonzero(cosines >= limit)
    rows = rows[np.argsort(-cosines[rows], kind="stable")][:count]
    return [(int(row), float(cosines[row])) for row in rows]


def fuse(keyword: Sequence[int], vector: Sequence[int], k: int) -> list[tuple[int, float]]:
    """The best `k` of two rankings of chunk numbers, each best first: number and score, best first.

    The score is the sum of 1 / (60 + rank) over the rankings that hold it, ranks from 1. Equals: the one that stands
    higher in either, then the one that the keywords found, then the smaller number.
    """
    scores: dict[int, float] = {}
    best: dict[int, tuple[int, int]] = {}
    for which, ranking in enumerate((keyword, vector)):
        for rank, number in enumerate(dict.fromkeys(ranking), start=1):
            scores[number] = scores.get(number, 0.0) + 1.0 / (RRF_CONSTANT + rank)
            best[number] = min(best.get(number, (rank, which)), (rank, which))
    order = sorted(scores, key=lambda number: (-scores[number], best[number], number))
    return [(number, scores[number]) for number in order[: max(k, 0)]]
