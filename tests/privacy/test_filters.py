import pytest

from desktop.core.privacy import Category, Finding
from desktop.privacy.decide import GENERIC_CONTACT
from desktop.privacy.filters import UNNAMED_NUMBER, from_network, given_names, is_written_as_phone, refine_contact
from desktop.privacy.ner import Entity


def network(text: str, kind: str, value: str, score: float = 0.99) -> list[str]:
    start = text.index(value)
    return [finding.type for finding in from_network(text, [Entity(kind, start, start + len(value), score)])]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Is Eliquis better?", "PERSON", "Eliquis"),
        ("GERD vs PUD", "ORGANIZATION", "PUD"),
        ("Graves disease", "PERSON", "Graves"),
        ("malaria in Kenya", "LOCATION", "Kenya"),
        ("the FDA said", "ORGANIZATION", "FDA"),
        ("a teacher", "PROFESSION", "teacher"),
        ("see main.py", "WEB", "main.py"),
        ("in 2019", "DATE", "2019"),
        ("last week", "DATE", "last week"),
        ("version 3.11.7", "ID", "3.11.7"),
        ("Queen Victoria", "PERSON", "Victoria"),
        ("my cat Luna", "PERSON", "Luna"),
        ("sha256-47DEQpj8HBSa+/TImW+5JCeu=", "PERSON", "TImW"),
    ],
)
def test_what_the_network_gets_wrong_is_taken_out(text: str, kind: str, value: str) -> None:
    assert network(text, kind, value) == []


@pytest.mark.parametrize(
    ("text", "kind", "value", "result"),
    [
        ("Mr Graves", "PERSON", "Graves", "PERSON"),
        ("in Hexham", "LOCATION", "Hexham", "LOCATION"),
        ("aged 93", "AGE", "93", "AGE_OVER_89"),
        ("aged 54", "AGE", "54", "AGE"),
        ("on 3 March", "DATE", "3 March", "DATE"),
        ("call 0171 5550142", "PHONE", "0171 5550142", UNNAMED_NUMBER),
        ("number 00418273", "ID", "00418273", "ID"),
    ],
)
def test_what_it_gets_right_stays(text: str, kind: str, value: str, result: str) -> None:
    assert network(text, kind, value) == [result]


def test_given_names_are_found_without_the_network() -> None:
    assert [finding.recognizer for finding in given_names("Then Margaret and Piotr left")] == ["names", "names"]
    assert not list(given_names("margaret"))
    assert not list(given_names("the Frank-Starling law and Java"))


@pytest.mark.parametrize(
    ("kind", "value", "result"),
    [
        ("EMAIL_ADDRESS", "info@northfield.org", GENERIC_CONTACT),
        ("EMAIL_ADDRESS", "alice@example.com", GENERIC_CONTACT),
        ("EMAIL_ADDRESS", "robin.sample@example.com", "EMAIL_ADDRESS"),
        ("EMAIL_ADDRESS", "robin@northfield.org", "EMAIL_ADDRESS"),
        ("PHONE_NUMBER", "1-800-555-0199", GENERIC_CONTACT),
        ("PHONE_NUMBER", "617-555-0142", "PHONE_NUMBER"),
        ("IP_ADDRESS", "8.8.8.8", "IP_ADDRESS"),
        ("IP_ADDRESS", "10.0.0.12", None),
        ("IP_ADDRESS", "127.0.0.1", None),
        ("IP_ADDRESS", "999.1.1.1", None),
    ],
)
def test_contacts_are_told_from_nobodys(kind: str, value: str, result: str | None) -> None:
    refined = refine_contact(Finding(kind, Category.CONTACT, 0, len(value), 1.0, "test"), value)
    assert (refined.type if refined else None) == result


def test_a_bare_run_of_digits_is_not_written_as_a_phone() -> None:
    assert is_written_as_phone("+4420 7946")
    assert is_written_as_phone("(617) 555-0142")
    assert not is_written_as_phone("1700000000")
