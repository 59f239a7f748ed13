import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.privacy import Category
from desktop.privacy.credentials import find_credentials

LETTERS = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7c"


@pytest.mark.parametrize(
    "text",
    [
        "AKIAQWERTYUIOPASDFGH",
        f"ghp_{LETTERS}",
        f"github_pat_{LETTERS}",
        f"glpat-{LETTERS}",
        f"sk-ant-api03-{LETTERS}",
        f"sk-proj-{LETTERS}",
        "sk_live_" + LETTERS,
        "AIza" + LETTERS + "0123456",
        f"xoxb-{LETTERS}",
        f"hf_{LETTERS}",
        f"npm_{LETTERS}",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3",
        "-----BEGIN OPENSSH PRIVATE KEY-----",
        "-----BEGIN PGP PRIVATE KEY BLOCK-----",
        "postgres://app:S3cretPw9@db.internal:5432/orders",
        "AccountKey=abcdefghijklmnopqrstuvwxyz0123456789==",
        f"Authorization: Bearer {LETTERS}",
        "the admin password is Trouble-42x!",
        "password: hunter2x",
        'db_password = "correct-Horse7"',
        "export APP_SECRET=9f8a7b6c5d4e3f2a",
        'api_key: "9f8a7b6c5d4e3f2a1b"',
        "login: mquill / Sommer2024!",
        "wifi password: blue7Kettle",
    ],
)
def test_keys_are_found(text: str) -> None:
    findings = list(find_credentials(f"see {text} here"))
    assert findings
    assert all(finding.category is Category.CREDENTIAL for finding in findings)


@pytest.mark.parametrize(
    "text",
    [
        "password = os.environ['DB_PASSWORD']",
        "password = getpass.getpass('Password: ')",
        "The password is required and must be at least 8 characters.",
        "password: <your password>",
        "password=********",
        "def login(user: str, password: str) -> bool:",
        "const apiKey = process.env.API_KEY;",
        "token = tokenizer.encode(text)",
        "my password is too long",
        "postgres://user:${PASSWORD}@host/db",
        "How do I reset my password?",
        "the secret is out",
    ],
)
def test_talk_about_keys_is_left_alone(text: str) -> None:
    assert not list(find_credentials(text))


@given(st.text(max_size=120))
def test_any_text_is_survived(text: str) -> None:
    assert all(0 <= finding.start < finding.end <= len(text) for finding in find_credentials(text))
