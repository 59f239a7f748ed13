"""The words of the house: costs, counts, errors that cross a border."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.chat import Usage
from desktop.core.cost import MicroUsd, format_usd, local_cost
from desktop.core.errors import AppError, BadInput, CloudBusy, FileEmpty, KnownError, Refused, from_code
from desktop.core.privacy import Category, Finding, describe_findings


def test_energy_and_money_of_a_local_answer() -> None:
    cost = local_cost(total_ms=3_600_000, watts=100, usd_per_kwh=0.2)
    assert cost.energy_wh == pytest.approx(100)
    assert cost.amount == 20_000


@pytest.mark.parametrize(
    ("amount", "shown"), [(0, "$0.00"), (1, "$0.00"), (50, "$0.0001"), (4_000, "$0.0040"), (3_420_000, "$3.42")]
)
def test_money_is_shown_as_people_read_it(amount: int, shown: str) -> None:
    assert format_usd(MicroUsd(amount)) == shown


def test_speed_counts_the_time_after_the_first_token() -> None:
    assert Usage(10, 11, ttft_ms=1000, total_ms=2000).tokens_per_second == 10
    assert Usage(10, 1, ttft_ms=1000, total_ms=1000).tokens_per_second == 0


def finding(category: Category, start: int, end: int, part: int = 0) -> Finding:
    return Finding("X", category, start, end, 1.0, "r", part)


def test_the_same_stretch_counts_once() -> None:
    found = [
        finding(Category.PERSON, 0, 5),
        finding(Category.PERSON, 0, 9),
        finding(Category.PERSON, 20, 25),
        finding(Category.PERSON, 0, 5, part=1),
        finding(Category.IDENTIFIER, 0, 5),
        finding(Category.HEALTH, 30, 40),
    ]
    assert describe_findings(found) == "1 number, 3 names"
    assert describe_findings([]) == ""


def every_error() -> list[type[AppError]]:
    found, pending = [], [AppError]
    while pending:
        kind = pending.pop()
        found.append(kind)
        pending.extend(kind.__subclasses__())
    return found


def test_every_error_comes_back_as_itself() -> None:
    own = [kind for kind in every_error() if "code" in vars(kind) and kind.__module__ == "desktop.core.errors"]
    assert len({kind.code for kind in own}) == len(own)
    for kind in own:
        assert type(from_code(kind.code, "what", "remedy")) is kind


def test_exit_codes_follow_the_contract() -> None:
    assert [kind("x").exit_code for kind in (Refused, BadInput, KnownError, FileEmpty, CloudBusy)] == [1, 2, 3, 2, 3]


@given(st.text(), st.text(), st.text())
def test_an_unknown_code_is_still_an_error(code: str, what: str, remedy: str) -> None:
    assert isinstance(from_code(code, what, remedy), AppError)
