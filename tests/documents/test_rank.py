"""Nearest vectors against a full sort, and fusion against the formula."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from desktop.documents.rank import fuse, nearest


def unit(rows):
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@given(st.integers(0, 60), st.integers(0, 70), st.integers(0, 2**32 - 1))
def test_nearest_is_the_head_of_a_full_sort(count, k, seed):
    chance = np.random.default_rng(seed)
    # Few different rows, so that there are equals.
    matrix = unit(chance.normal(size=(8, 6)))[chance.integers(0, 8, count)]
    query = unit(chance.normal(size=(1, 6)))[0]
    cosines = matrix @ query
    expected = sorted(range(count), key=lambda row: (-cosines[row], row))[:k]
    found = nearest(query, matrix, k)
    assert [row for row, _ in found] == expected
    assert [score for _, score in found] == [float(cosines[row]) for row in expected]


def test_a_row_is_nearest_to_itself():
    matrix = unit(np.random.default_rng(1).normal(size=(50, 384)))
    row, score = nearest(matrix[17], matrix, 1)[0]
    assert row == 17
    assert abs(score - 1) < 1e-5


def test_fusion_by_hand():
    assert fuse([7, 8, 9], [9, 7], 2) == [(7, 1 / 61 + 1 / 62), (9, 1 / 63 + 1 / 61)]


def test_one_ranking_alone_keeps_its_order():
    assert [number for number, _ in fuse([3, 1, 2], [], 9)] == [3, 1, 2]
    assert [number for number, _ in fuse([], [3, 1, 2], 9)] == [3, 1, 2]
    assert fuse([], [], 5) == []
    assert fuse([1], [1], 0) == []


def test_equals_go_to_the_keywords_first():
    assert [number for number, _ in fuse([5, 6], [2, 1], 4)] == [5, 2, 6, 1]


@given(st.lists(st.integers(0, 30), unique=True), st.lists(st.integers(0, 30), unique=True), st.integers(0, 40))
def test_fusion_holds_each_number_once_best_first(keyword, vector, k):
    fused = fuse(keyword, vector, k)
    numbers = [number for number, _ in fused]
    scores = [score for _, score in fused]
    assert len(fused) == min(k, len({*keyword, *vector}))
    assert len(set(numbers)) == len(numbers)
    assert scores == sorted(scores, reverse=True)
    for number, score in fused:
        ranks = [ranking.index(number) + 1 for ranking in (keyword, vector) if number in ranking]
        assert abs(score - sum(1 / (60 + rank) for rank in ranks)) < 1e-12
