"""Colours for code by Pygments, loaded at the first code block alone."""

from __future__ import annotations

from collections.abc import Iterator

KINDS = (
    ("Token.Keyword", "cloud"),
    ("Token.Literal.String", "accent"),
    ("Token.Comment", "text3"),
    ("Token.Literal.Number", "found"),
    ("Token.Name.Function", "org"),
    ("Token.Name.Class", "org"),
    ("Token.Name.Decorator", "found"),
)
"""Which token of the theme paints which kind of Pygments'; every other kind keeps the colour of the text."""
LONGEST = 50_000
"""Characters above which code stays in one colour."""


def colour_code(code: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, theme token) for the coloured stretches of `code`; none for an unknown language."""
    if not language or len(code) > LONGEST:
        return
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return
    for start, kind, value in lexer.get_tokens_unprocessed(code):
        name = str(kind)
        for prefix, token in KINDS:
            if name.startswith(prefix):
                yield start, start + len(value), token
                break
