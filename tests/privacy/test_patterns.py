import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.privacy.identifiers import IDENTIFIERS
from desktop.privacy.patterns import find_patterns
from desktop.privacy.shapes import SHAPES

PATTERNS = (*IDENTIFIERS, *SHAPES)


def found(text: str) -> set[tuple[str, str]]:
    return {(finding.type, text[finding.start : finding.end]) for finding in find_patterns(text, PATTERNS)}


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("MRN 00418273", "MEDICAL_RECORD_NUMBER", "00418273"),
        ("MRN: AB-552918", "MEDICAL_RECORD_NUMBER", "AB-552918"),
        ("medical record number is 7731-0042", "MEDICAL_RECORD_NUMBER", "7731-0042"),
        ("Chart # 4471920", "MEDICAL_RECORD_NUMBER", "4471920"),
        ("accession 24-118-0931", "MEDICAL_RECORD_NUMBER", "24-118-0931"),
        ("encounter no. 998112", "MEDICAL_RECORD_NUMBER", "998112"),
        ("SSN 123-45-6789", "US_SSN", "123-45-6789"),
        ("000-00-0000", "US_SSN", "000-00-0000"),
        ("social security: 078051120", "US_SSN", "078051120"),
        ("last four of his social: 4471", "US_SSN", "4471"),
        ("XXX-XX-4471", "US_SSN", "4471"),
        ("claim CLM-88214477", "HEALTH_PLAN_NUMBER", "CLM-88214477"),
        ("group 88210", "HEALTH_PLAN_NUMBER", "88210"),
        ("account 004512983311", "ACCOUNT_NUMBER", "004512983311"),
        ("card 4111 1111 1111 1111", "CREDIT_CARD", "4111 1111 1111 1111"),
        ("CVV 123", "CARD_CODE", "123"),
        ("driver's license D4471-8820", "LICENCE_NUMBER", "D4471-8820"),
        ("NI number QQ 12 34 56 C", "NATIONAL_ID", "QQ 12 34 56 C"),
        ("1HGCM82633A004352", "VIN", "1HGCM82633A004352"),
        ("license plate 7KLM482", "LICENCE_PLATE", "7KLM482"),
        ("serial PJN4482913", "DEVICE_NUMBER", "PJN4482913"),
        ("employee ID 448201", "PERSONAL_NUMBER", "448201"),
        ("DOB: 03/14/1962", "DATE_OF_BIRTH", "03/14/1962"),
        ("on 3 March", "DATE", "3 March"),
        ("March 3rd, 2024", "DATE", "March 3rd, 2024"),
        ("the third of March", "DATE", "the third of March"),
        ("am 3. März 2024", "DATE", "3. März 2024"),
        ("2024-05-01", "DATE", "2024-05-01"),
        ("12-Mar-2020", "DATE", "12-Mar-2020"),
        ("admitted 5/12", "DATE", "5/12"),
        ("since the 3rd", "DATE", "3rd"),
        ("a 54-year-old", "AGE", "54"),
        ("54yo", "AGE", "54"),
        ("aged 93", "AGE_OVER_89", "93"),
        ("a ninety-one year old", "AGE_OVER_89", "ninety-one"),
        ("42 Harbour Lane, Apt 3", "STREET_ADDRESS", "42 Harbour Lane, Apt 3"),
        ("12 baker street", "STREET_ADDRESS", "12 baker street"),
        ("Hauptstraße 14", "STREET_ADDRESS", "Hauptstraße 14"),
        ("Springfield, IL 62704-1234", "ZIP_CODE", "62704-1234"),
        ("SW1A 1AA", "POSTCODE", "SW1A 1AA"),
        ("in bed 12", "BED", "bed 12"),
        ("St. Brannock Hospital", "FACILITY", "St. Brannock Hospital"),
        ("a.b@c-d.org", "EMAIL_ADDRESS", "a.b@c-d.org"),
        ("(617) 555-0142", "PHONE_NUMBER", "(617) 555-0142"),
        ("call me at 555-0142", "PHONE_NUMBER", "555-0142"),
        ("+44 20 7946 0958", "PHONE_NUMBER", "+44 20 7946 0958"),
        ("Mrs Amundsen", "TITLED_PERSON", "Amundsen"),
        ("Patient Name: SAMPLE, ROBIN", "PATIENT_NAME", "SAMPLE, ROBIN"),
        ("Hartwick, Jolene: pancreatitis", "PERSON", "Hartwick, Jolene"),
        ("patient R.S. was seen", "INITIALS", "R.S."),
        ("Mrs P from next door", "INITIALS", "P"),
    ],
)
def test_a_shape_is_found(text: str, kind: str, value: str) -> None:
    assert (kind, value) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Version 3.11.7 and 12.5 mg twice, 3/4 of it, BP 120/80",
        "in 2023, in March 2024, on Monday, for 3 years",
        "chart 2023 and policy of 2020",
        "order number 48213",
        "4111 1111 1111 1112 is a wrong number",
        "1HGCM82633A004353 has a wrong check digit",
        "Patient safety comes first, patient education too",
        "the 3rd century and the 2nd floor",
        "ISBN 978-3-16-148410-0",
        "sudo chmod 755 /etc/passwd",
        "see table 2, p=0.03, 95% CI 1.2-3.4",
        "10.0.0.12:8080",
        "My GP is OK in the ER",
    ],
)
def test_harmless_numbers_are_left_alone(text: str) -> None:
    assert not found(text)


@given(st.text(max_size=120))
def test_any_text_is_survived(text: str) -> None:
    assert all(0 <= finding.start < finding.end <= len(text) for finding in find_patterns(text, PATTERNS))


@given(
    st.from_regex(r"[1-9]\d{5,9}", fullmatch=True),
    st.sampled_from(["MRN ", "mrn: ", "Chart #", "account no. ", "Member ID: "]),
)
def test_a_label_makes_any_number_an_identifier(number: str, label: str) -> None:
    assert any(value == number for _, value in found(f"please check {label}{number} today"))


@given(st.integers(1, 31), st.sampled_from(["January", "feb", "Mar.", "AUGUST", "december"]), st.integers(1920, 2029))
def test_every_day_of_the_calendar_is_a_date(day: int, month: str, year: int) -> None:
    for text in (f"{day} {month} {year}", f"{month} {day}, {year}", f"{day:02}/07/{year}"):
        assert ("DATE", text) in found(f"seen {text} here")
