"""Letters that look like Latin ones, and characters that nobody sees; from the author's own knowledge."""

from __future__ import annotations

_CYRILLIC = "аАвВеЕіІјЈкКмМнНоОрРсСтТуУхХѕЅԁɡһԛԝүҮѵѴӏꓲьҺԌꙇёЁїЇ"
_CYRILLIC_LATIN = "aAbBeEiIjJkKmMhHoOpPcCtTyYxXsSdghqwyYvVlIbHGieEiI"
_GREEK = "αΑΒβεΕΖηΗιΙκΚΜνΝοΟρΡτΤυΥχΧγωϲϳϹ"
_GREEK_LATIN = "aABBeEZnHiIkKMvNoOpPtTuYxXywcjC"
_OTHER = "ıȷɑɩʟɴʀꞬᴀʙᴄᴅᴇɢʜᴊᴋᴍᴏᴘꜱᴛᴜᴠᴡʏᴢօսհոցԱ"
_OTHER_LATIN = "ijailnrGabcdeghjkmopstuvwyzouhngU"

FOLDED: dict[str, str] = dict(
    zip(_CYRILLIC + _GREEK + _OTHER, _CYRILLIC_LATIN + _GREEK_LATIN + _OTHER_LATIN, strict=True)
)
"""A look-alike letter to its Latin twin."""

CYRILLIC_TWINS = frozenset(_CYRILLIC)
GREEK_TWINS = frozenset("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧνορυϲϳϹ")
"""Greek letters that pass for Latin ones. Signs of science (α in TNFα, μ in μg) are not among them."""

INVISIBLE = frozenset(
    [
        *map(chr, range(0x200B, 0x2010)),
        *map(chr, range(0x2060, 0x2065)),
        *map(chr, range(0xFE00, 0xFE10)),
        *"\ufeff\u00ad\u180e\u034f\u115f\u1160\u3164\uffa0\u17b4\u17b5",
    ]
)
"""Characters without any ink: zero-width ones, joiners, variation selectors, fillers."""

BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
