"""Makes the files that the tests of this folder read."""

import io
from collections.abc import Callable
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from desktop.core.evidence import Box, Page

WIDTH, HEIGHT = 595.0, 842.0
DEMO = Path(__file__).resolve().parents[2] / "resources" / "demo"


def make_pdf(*pages: Callable[[Canvas], None], title: str = "", password: str = "") -> bytes:
    """A PDF of one page for each function, which draws it in points from the lower left corner."""
    target = io.BytesIO()
    encrypt = password or None
    canvas = Canvas(target, pagesize=(WIDTH, HEIGHT), invariant=1, encrypt=encrypt)
    if title:
        canvas.setTitle(title)
    for draw in pages:
        canvas.setFont("Helvetica", 12)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def lines(*texts: str, top: float = 780.0, left: float = 60.0, pitch: float = 15.0) -> Callable[[Canvas], None]:
    """Draws lines one below the other."""

    def draw(canvas: Canvas) -> None:
        for number, text in enumerate(texts):
            canvas.drawString(left, top - pitch * number, text)

    return draw


def box_of(page: Page, word: str) -> Box:
    """The box around the first occurrence of a word."""
    at = page.text.index(word)
    boxes = [page.boxes[4 * i : 4 * i + 4] for i in range(at, at + len(word))]
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


def wrap_stream(stream: bytes, filters: bytes) -> bytes:
    """A PDF of one page whose contents are these bytes, packed as `filters` say."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>",
        b"<< /Length %d /Filter %s >>\nstream\n%s\nendstream" % (len(stream), filters, stream),
    ]
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(b"%010d 00000 n \n" % len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"xref\n0 5\n0000000000 65535 f \n" + b"".join(places)
    return out + table + b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(out)
