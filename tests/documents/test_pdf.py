"""PDFs through the locked reader: text and boxes where they were drawn, and a plain sentence for every bad file."""

# ruff: noqa: S311 - junk that is the same each time
import math
import random

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont

from desktop.core.errors import BadInput, FileEmpty, FileNeedsPassword, FileUnreadable
from desktop.documents.align import boxes_between
from tests.documents.files import DEMO, HEIGHT, WIDTH, box_of, lines, make_pdf

TWO_PAGES = make_pdf(
    lines("Apixaban was started", "on the second day."),
    lines("Kidney function", left=200, top=300),
    title="Letter of\ndischarge",
)


def save(folder, data, name="letter.pdf"):
    path = folder / name
    path.write_bytes(data)
    return path


def near(box, left, top, right, bottom, *, within=2.0):
    assert math.isclose(box.left, left, abs_tol=within), box
    assert math.isclose(box.right, right, abs_tol=within), box
    # A box reaches from the font's ascent to its descent: around the letters, and not by more than a fifth of a line.
    assert top - 3 <= box.top <= top + within, box
    assert bottom - within <= box.bottom <= bottom + 3, box


def test_text_title_and_size(reader, tmp_path):
    document = reader.read(save(tmp_path, TWO_PAGES))
    assert [page.text for page in document.pages] == ["Apixaban was started\non the second day.", "Kidney function"]
    assert [page.number for page in document.pages] == [1, 2]
    assert (document.pages[0].width, document.pages[0].height) == (WIDTH, HEIGHT)
    assert document.title == "Letter of discharge"


def test_every_character_has_four_numbers(reader, tmp_path):
    for page in reader.read(save(tmp_path, TWO_PAGES)).pages:
        assert len(page.boxes) == 4 * len(page.text)


def test_boxes_lie_where_the_text_was_drawn(reader, tmp_path):
    first, second = reader.read(save(tmp_path, TWO_PAGES)).pages
    left = 60 + stringWidth("Apixaban was ", "Helvetica", 12)
    right = left + stringWidth("started", "Helvetica", 12)
    near(box_of(first, "started"), left, HEIGHT - 780 - 9, right, HEIGHT - 780 + 3)
    near(box_of(second, "Kidney"), 200, HEIGHT - 300 - 9, 200 + stringWidth("Kidney", "Helvetica", 12), HEIGHT - 297)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_boxes_on_a_turned_page(reader, tmp_path, turn):
    """The text lies where the picture shows ink, whichever way the page is turned."""

    def draw(canvas):
        canvas.setPageRotation(turn)
        canvas.drawString(100, 400, "Turned")

    path = save(tmp_path, make_pdf(draw))
    page = reader.read(path).pages[0]
    image = reader.render(path, 1, 1.0)
    assert (image.width, image.height) == (round(page.width), round(page.height))
    dark = [at // 3 for at in range(0, len(image.rgb), 3) if image.rgb[at] < 128]
    columns, rows = [at % image.width for at in dark], [at // image.width for at in dark]
    box = box_of(page, "Turned")
    assert abs(min(columns) - box.left) <= 4
    assert abs(max(columns) - box.right) <= 4
    assert abs(min(rows) - box.top) <= 4
    assert abs(max(rows) - box.bottom) <= 4
    sideways = box.bottom - box.top > box.right - box.left
    assert sideways == (turn in {90, 270})


def test_boxes_on_a_cropped_page(reader, tmp_path):
    def draw(canvas):
        canvas.setCropBox((50, 60, 450, 660))
        canvas.drawString(100, 400, "Cropped")

    page = reader.read(save(tmp_path, make_pdf(draw))).pages[0]
    assert (page.width, page.height) == (400, 600)
    near(box_of(page, "Cropped"), 50, 260 - 9, 50 + stringWidth("Cropped", "Helvetica", 12), 263)


def test_umlauts_and_ligatures(reader, tmp_path):
    registerFont(TTFont("Vera", "Vera.ttf"))

    def draw(canvas):
        canvas.drawString(60, 700, "Größe, Übelkeit und naïve façade")
        canvas.setFont("Vera", 12)
        canvas.drawString(60, 660, "\ufb01le and \ufb02ow, 5 µmol/l")

    page = reader.read(save(tmp_path, make_pdf(draw))).pages[0]
    assert "Größe, Übelkeit und naïve façade" in page.text
    assert "5 µmol/l" in page.text
    assert "file and flow" in page.text
    assert len(page.boxes) == 4 * len(page.text)
    letters = [page.boxes[4 * i] for i in range(page.text.index("flow"), page.text.index("flow") + 4)]
    assert letters == sorted(letters)


def test_a_word_parted_at_the_end_of_a_line_is_whole_again(reader, tmp_path):
    page = reader.read(
        save(tmp_path, make_pdf(lines("She needs anti-", "coagulation and a follow-", "up. The follow-up is due.")))
    ).pages[0]
    assert page.text == "She needs anticoagulation and a follow-up. The follow-up is due."
    assert len(boxes_between(page.boxes, page.text.index("anti"), page.text.index(" and"))) == 2


def test_paragraphs_are_parted_by_an_empty_line(reader, tmp_path):
    def draw(canvas):
        lines("One line of a paragraph", "and its second line", "and its third.")(canvas)
        lines("Another paragraph", "with two lines.", top=710)(canvas)

    page = reader.read(save(tmp_path, make_pdf(draw))).pages[0]
    assert page.text.split("\n\n") == [
        "One line of a paragraph\nand its second line\nand its third.",
        "Another paragraph\nwith two lines.",
    ]


def test_a_sentence_that_goes_on_below_a_gap_is_not_parted(reader, tmp_path):
    def draw(canvas):
        lines("One line of a paragraph", "and its second line, which", top=780)(canvas)
        lines("goes on further below.", "It ends here.", top=735)(canvas)

    page = reader.read(save(tmp_path, make_pdf(draw))).pages[0]
    assert "\n\n" not in page.text


def test_a_raised_digit_stays_in_its_word(reader):
    assert "White cells 7.8 7.1 109/l 4.0 to 11.0" in reader.read(DEMO / "discharge-summary.pdf").pages[2].text


def test_password(reader, tmp_path):
    locked = make_pdf(lines("Secret"), password=StandardEncryption("Grüße", strength=128))
    path = save(tmp_path, locked)
    with pytest.raises(FileNeedsPassword, match=r"^letter\.pdf asks for a password\."):
        reader.read(path)
    with pytest.raises(FileNeedsPassword, match="This password does not open letter"):
        reader.read(path, "wrong")
    with pytest.raises(FileNeedsPassword, match="does not open"):
        reader.read(path, "with\0nul")
    assert reader.read(path, "Grüße").pages[0].text == "Secret"
    assert reader.render(path, 1, 0.5, "Grüße").width == round(WIDTH / 2)


@pytest.mark.parametrize("share", [0.02, 0.2, 0.5, 0.8, 0.95, 0.99])
def test_truncated(reader, tmp_path, share):
    whole = (DEMO / "discharge-summary.pdf").read_bytes()
    with pytest.raises(FileUnreadable) as caught:
        reader.read(save(tmp_path, whole[: int(len(whole) * share)]))
    assert "letter.pdf" in caught.value.what
    assert caught.value.remedy


def test_garbage(reader, tmp_path):
    noise = random.Random(7).randbytes(5000)
    for data in (noise, b"%PDF-1.7\n" + noise, b"not a PDF at all", b"%PDF-"):
        with pytest.raises(FileUnreadable, match=r"letter\.pdf is damaged"):
            reader.read(save(tmp_path, data))


def test_damage_in_the_middle_ends_in_text_or_a_sentence(reader, tmp_path):
    whole = bytearray((DEMO / "hand-hygiene-guideline.pdf").read_bytes())
    chance = random.Random(3)
    read = 0
    for _ in range(25):
        broken = bytearray(whole)
        for _ in range(30):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        try:
            document = reader.read(save(tmp_path, bytes(broken)))
        except BadInput:
            continue
        read += 1
        assert all(len(page.boxes) == 4 * len(page.text) for page in document.pages)
    assert read < 25


def test_pages_without_text(reader, tmp_path):
    def picture(canvas):
        canvas.rect(100, 100, 200, 200, fill=1)

    path = save(tmp_path, make_pdf(picture, picture, picture), "scan.pdf")
    with pytest.raises(FileEmpty, match=r"^scan\.pdf has 3 pages, and none of them holds text\."):
        reader.read(path)
    with pytest.raises(FileEmpty, match="has 1 page, and it holds no text"):
        reader.read(save(tmp_path, make_pdf(picture)))
    mixed = reader.read(save(tmp_path, make_pdf(picture, lines("Text"), picture)))
    assert [page.text for page in mixed.pages] == ["", "Text", ""]


def test_a_pdf_under_another_name_is_read_as_one(reader, tmp_path):
    assert len(reader.read(save(tmp_path, TWO_PAGES, "letter.txt")).pages) == 2


def test_300_pages(reader, tmp_path):
    pages = [lines(*[f"Page {number} line {line} of a long report" for line in range(40)]) for number in range(300)]
    document = reader.read(save(tmp_path, make_pdf(*pages)))
    assert [page.number for page in document.pages] == list(range(1, 301))
    assert all(page.text.startswith(f"Page {page.number - 1} line 0") for page in document.pages)


def test_render(reader, tmp_path):
    def draw(canvas):
        canvas.setFillColorRGB(1, 0, 0)
        canvas.rect(0, HEIGHT / 2, WIDTH, HEIGHT / 2, fill=1, stroke=0)

    path = save(tmp_path, make_pdf(draw))
    image = reader.render(path, 1, 0.5)
    assert len(image.rgb) == image.width * image.height * 3
    middle = image.width // 2
    above, below = ((row * image.width + middle) * 3 for row in (image.height // 4, image.height * 3 // 4))
    assert image.rgb[above : above + 3] == b"\xff\0\0"
    assert image.rgb[below : below + 3] == b"\xff\xff\xff"


def test_a_huge_picture_is_drawn_smaller(reader, tmp_path):
    image = reader.render(save(tmp_path, make_pdf(lines("x"))), 1, 10_000.0)
    assert image.width * image.height <= 41_000_000


@pytest.mark.parametrize("number", [0, 3, -1])
def test_no_such_page(reader, tmp_path, number):
    with pytest.raises(FileUnreadable, match="has 2 pages and no page"):
        reader.render(save(tmp_path, TWO_PAGES), number, 1.0)
