"""Keys, tokens and passwords by their form. Whatever the context: they open something, so they never leave."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator

from desktop.core.privacy import Category, Finding

_FORMS: tuple[tuple[str, str], ...] = (
    ("PRIVATE_KEY", r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"),
    ("AWS_KEY", r"(?<![A-Z0-9])(?:AKIA|ASIA|AGPA|AIDA|AROA|ANPA)[A-Z0-9]{16}(?![A-Z0-9])"),
    ("GITHUB_TOKEN", r"\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{22,})"),
    ("GITLAB_TOKEN", r"\bgl(?:pat|dt|rt|cbt|ptt|ft|soat|agent)-[A-Za-z0-9_-]{20,}"),
    ("API_KEY", r"\bsk-(?:ant-|proj-|live-|or-)?[A-Za-z0-9_-]{16,}"),
    ("API_KEY", r"\b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,}"),
    ("GOOGLE_KEY", r"\bAIza[A-Za-z0-9_-]{30,}|\bya29\.[A-Za-z0-9_-]{20,}|\bGOCSPX-[A-Za-z0-9_-]{20,}"),
    ("SLACK_TOKEN", r"\bxox[abeprs]-[A-Za-z0-9-]{10,}|https://hooks\.slack\.com/services/T\w+/B\w+/\w+"),
    (
        "TOKEN",
        r"\b(?:hf|npm|dop_v1|doo_v1|shpat|shpss|shpca|lin_api|figd|sbp|pul|dapi|sq0atp|sq0csp|EAAA"
        r"|r8|gsk|tfp|vercel|PMAK|NRAK|glsa|hvs|atlasv1)[_.-][A-Za-z0-9_-]{20,}",
    ),
    (
        "TOKEN",
        r"\bpypi-[A-Za-z0-9_-]{30,}|\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}|\bkey-[0-9a-f]{32}\b"
        r"|\bAC[0-9a-f]{32}\b|\bSK[0-9a-f]{32}\b",
    ),
    ("TOKEN", r"\b\d{8,10}:AA[A-Za-z0-9_-]{32,}|\b[MN][A-Za-z\d]{23,}\.[\w-]{6}\.[\w-]{27,}"),
    ("JSON_WEB_TOKEN", r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*"),
    (
        "CONNECTION_STRING",
        r"\b[a-z][a-z0-9+.-]{1,20}://[^\s:/@'\"<>{}$]{1,64}:(?!\$|\{|<|%|\*|password@|pass@|pwd@|secret@"
        r"|xxx)[^\s:/@'\"<>]{3,128}@[^\s/'\"]+",
    ),
    ("CONNECTION_STRING", r"\b(?:AccountKey|SharedAccessKey|SharedAccessSignature)=[A-Za-z0-9+/%=]{20,}"),
    ("CONNECTION_STRING", r"(?i:\b(?:pwd|password)=(?!\$|\{|<|%|\*|your|my|xxx)[^;\s'\"]{4,};)"),
    (
        "HTTP_AUTHORIZATION",
        r"(?i:\bauthorization:?\s*[\"']?(?:bearer|basic|token)\s+(?!\$|<|\{|your|token|xxx)[A-Za-z0-9+/=._"
        r"-]{12,})",
    ),
)
_KEY_FORMS = tuple((kind, re.compile(expression)) for kind, expression in _FORMS)

_NAMES = (
    r"(?:pass(?:word|wd|phrase|code|wort)?|pwd|passwort|kennwort|contraseña|mot de passe|senha"
    r"|wachtwoord|login code|(?:wifi|wi-fi|admin|root|login|vpn|db|database|master|vault) (?:password"
    r"|key|pass|pw)|pw)"
)
_SECRETS = (
    r"(?:(?:api|access|auth|secret|private|encryption|signing|client|service|license|activation"
    r"|app)[_ -]?(?:key|token|secret|password)|secret|token|bearer|credentials?|otp|one[- ]time code"
    r"|verification code|2fa code)"
)
_SAID = re.compile(
    rf"\b{_NAMES}\b(?:\s+(?:for|to|of|on)\s+[\w.@' -]{{1,40}}?)?\s*(?:is|was|=|:|ist|es|est|è)\s*[\"'`]"
    rf"?([^\s\"'`,;]{{4,64}})",
    re.IGNORECASE,
)
_ASSIGNED = re.compile(rf"(?:\b|_){_SECRETS}[\"']?\s*(?:is|was|=>|:=|=|:)\s*[\"'`]?([^\s\"'`,;]{{6,}})", re.IGNORECASE)
_ENVIRONMENT = re.compile(
    r"\b[A-Z][A-Z0-9_]*(?:PASSWORD|PASSWD|SECRET|TOKEN|API_KEY|ACCESS_KEY)\s*[=:]\s*[\"']?([^\s\"'`,;]{6,})"
)
_QUOTED = re.compile(
    rf"\b\w*{_NAMES}\w*[\"']?\s*(?:=>|:=|=|:)\s*"
    r"(?:\"([^\"\n]{4,64})\"|'([^'\n]{4,64})'|`([^`\n]{4,64})`)",
    re.IGNORECASE,
)
_PAIR = re.compile(
    r"\b(?:login|log-in|user(?:name)?|credentials?|creds|account)\b\s*(?:is|:|=)\s*[\w.@-]{2,64}\s*(?:"
    r"[/|:,]|\band\b|\bpw\b|pass)\s*([^\s\"'`,;]{6,64})",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"^[<\[{($%]|\*{3}|^x{4,}|\(|\)$|^\W+$"
    r"|^(?:your|my|the|some|example|sample|dummy|placeholder|change[-_]?me|redacted|hidden|secret|password|passwd|token)"
    r"[-_a-z]*$"
    r"|^(?:none|null|undefined|true|false|string|str|text|required|incorrect|wrong|correct|hashed|encrypted|stored|too|not"
    r"|case|at|least|a|an|optional|invalid|expired|missing|empty|secure|weak|strong|reset|changed)$"
    r"|^(?:env|process|os|self|this|config|settings|args|request|input|getpass|data|user|tokenizer)[.\[]",
    re.IGNORECASE,
)


def find_credentials(text: str) -> Iterator[Finding]:
    """Every key, token or password in a text."""
    for kind, expression in _KEY_FORMS:
        for match in expression.finditer(text):
            yield _credential(kind, *match.span(), 1.0)
    for kind, expression, is_secret in _SAID_SECRETS:
        for match in expression.finditer(text):
            if is_secret(match):
                yield _credential(kind, *match.span(match.lastindex or 0), 0.8)


def _credential(kind: str, start: int, end: int, score: float) -> Finding:
    return Finding(kind, Category.CREDENTIAL, start, end, score, "credentials")


def _is_secret(value: str, *, said: bool) -> bool:
    """Whether a value can be a password: not a placeholder, a call or a plain word."""
    value = value.rstrip(".!?)")
    if len(value) < 4 or _PLACEHOLDER.search(value):
        return False
    kinds = (
        any(c.isdigit() for c in value),
        any(not c.isalnum() for c in value),
        any(c.islower() for c in value) and any(c.isupper() for c in value[1:]),
    )
    if any(kinds):
        return not re.fullmatch(r"[a-z_]+(?:\.[a-z_]+)+|[a-z]+[-_][a-z-_]+", value)
    return said and value.isupper()


def _entropy(value: str) -> float:
    """Shannon entropy in bits a character."""
    counts = Counter(value)
    return -sum(n / len(value) * math.log2(n / len(value)) for n in counts.values())


def _is_said(match: re.Match[str]) -> bool:
    return _is_secret(match.group(1), said=" is " in match.group().lower())


def _is_random(match: re.Match[str]) -> bool:
    return _is_secret(match.group(1), said=False) and _entropy(match.group(1)) > 2.5


def _is_strong(match: re.Match[str]) -> bool:
    value = match.group(1)
    return _is_random(match) and any(c.isdigit() for c in value) and any(c in "!#$%^&*?+=" for c in value)


def _is_quoted(match: re.Match[str]) -> bool:
    value = match.group(match.lastindex or 0)
    return not _PLACEHOLDER.search(value) and " " not in value


_SAID_SECRETS: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], bool]], ...] = (
    ("PASSWORD", _SAID, _is_said),
    ("SECRET", _ASSIGNED, _is_random),
    ("SECRET", _ENVIRONMENT, _is_random),
    ("PASSWORD", _PAIR, _is_strong),
    ("PASSWORD", _QUOTED, _is_quoted),
)
