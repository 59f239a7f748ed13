import pytest

from desktop.privacy.validators import is_calendar_year, is_serial, luhn_holds, vin_holds


@pytest.mark.parametrize("value", ["4111111111111111", "5500 0000 0000 0004", "3782-822463-10005"])
def test_luhn(value: str) -> None:
    assert luhn_holds(value)
    assert not luhn_holds(value[:-1] + str((int(value[-1]) + 1) % 10))


def test_luhn_wants_thirteen_digits_and_some_variety() -> None:
    assert not luhn_holds("0000000000000000")
    assert not luhn_holds("79927398713")


def test_vin() -> None:
    assert vin_holds("1HGCM82633A004352")
    assert vin_holds("1M8GDM9AXKP042788")
    assert not vin_holds("1HGCM82633A004351")
    assert not vin_holds("1HGCM82633A00435")
    assert not vin_holds("INTERNATIONALIZES")
    assert not vin_holds("IOQ" + "1" * 14)


def test_a_measure_is_no_serial() -> None:
    assert is_serial("AB-12345", 5)
    assert not is_serial("AB-1234", 5)
    assert not is_serial("12500 mg", 4)


@pytest.mark.parametrize(("value", "year"), [("2023", True), ("2023-24", True), ("1850", False), ("20231", False)])
def test_years(value: str, year: bool) -> None:
    assert is_calendar_year(value) is year
