"""Makes the two PDFs of this folder: an invented discharge summary and a guideline. Nobody in them exists.

Usage: python make_demo.py [FOLDER]. Needs reportlab (a development dependency); the same version writes the same bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

MARGIN = 62.0
INK, LINE = HexColor("#1c1f1e"), HexColor("#9aa09e")
BODY = ParagraphStyle("body", fontName="Times-Roman", fontSize=11, leading=16.5, textColor=INK, spaceAfter=6)
HEAD = ParagraphStyle("head", BODY, fontName="Times-Bold", fontSize=12.5, leading=17, spaceBefore=9, spaceAfter=2)
TITLE = ParagraphStyle("title", BODY, fontName="Times-Bold", fontSize=17, leading=22, spaceAfter=8)
CELL = ParagraphStyle("cell", BODY, fontSize=10.5, leading=13, spaceAfter=0)
CELL_HEAD = ParagraphStyle("cell head", CELL, fontName="Times-Bold")
NOTE = ParagraphStyle("note", BODY, fontName="Times-Italic", fontSize=9.5, leading=13)


def section(title: str, *paragraphs: str) -> list[Flowable]:
    """A heading and its paragraphs."""
    return [Paragraph(title, HEAD), *(Paragraph(text, BODY) for text in paragraphs)]


def table(widths: Sequence[float], *rows: Sequence[str], headed: bool = True) -> Table:
    """Rows with a hairline below each; the first is bold when `headed`."""
    cells = [
        [Paragraph(text, CELL_HEAD if headed and not number else CELL) for text in row]
        for number, row in enumerate(rows)
    ]
    style = [
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
    return Table(rows and cells, colWidths=widths, style=TableStyle(style), hAlign="LEFT", spaceAfter=8)


def running_head(title: str, line: Sequence[str]) -> Callable[[Canvas, SimpleDocTemplate], None]:
    """What stands on top of every page: a title, the page's number, a rule, and three facts."""

    def draw(canvas: Canvas, document: SimpleDocTemplate) -> None:
        width, height = A4
        canvas.setFillColor(INK)
        canvas.setFont("Times-Bold", 15)
        canvas.drawString(MARGIN, height - 62, title)
        canvas.setFont("Times-Roman", 10.5)
        canvas.drawRightString(width - MARGIN, height - 62, f"Page {document.page}")
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(0.6)
        canvas.line(MARGIN, height - 76, width - MARGIN, height - 76)
        left, middle, right = line
        canvas.drawString(MARGIN, height - 95, left)
        canvas.drawCentredString(width / 2, height - 95, middle)
        canvas.drawRightString(width - MARGIN, height - 95, right)

    return draw


def write(path: Path, title: str, author: str, head: Sequence[str], story: list[Flowable]) -> None:
    """Lay the story out and write it without a date, so that it is the same each time."""
    document = SimpleDocTemplate(
        str(path),
        pagesize=A4,
        leftMargin=MARGIN - 6,
        rightMargin=MARGIN - 6,
        topMargin=104,
        bottomMargin=50,
        invariant=1,
        title=title,
        author=author,
        subject="Invented for demonstration; no real person",
    )
    draw = running_head(author, head)
    document.build(story, onFirstPage=draw, onLaterPages=draw)


def admission() -> list[Flowable]:
    """Page 1 of the summary."""
    return [
        Paragraph("Discharge summary", TITLE),
        table(
            (110, 125, 110, 125),
            ("Patient", "Robin Sample", "Record", "00418273"),
            ("Date of birth", "14 July 1957", "Ward", "Ward 4, Cardiology"),
            ("Admitted", "3 March 2026", "Discharged", "6 March 2026"),
            ("Consultant", "Dr. Alex Example", "Family doctor", "Dr. Jordan Placeholder"),
            headed=False,
        ),
        *section(
            "Reason for admission",
            "Palpitations and tiredness for two days, without chest pain. Sent in by the family doctor because of an "
            "irregular pulse of 140 per minute.",
        ),
        *section(
            "Diagnoses",
            "1. New atrial fibrillation with a fast ventricular rate.<br/>"
            "2. High blood pressure, known since 2014.<br/>"
            "3. High cholesterol, treated with atorvastatin.<br/>"
            "4. Osteoarthritis of the right knee.",
        ),
        *section(
            "History",
            "Robin Sample is a retired teacher who lives with a partner on the second floor and is independent. The "
            "patient stopped smoking in 2009 and drinks about two glasses of wine a week. For knee pain the patient "
            "had been taking ibuprofen 400 mg, bought without prescription, on most days of the past month.",
        ),
        *section(
            "Allergies",
            "Penicillin: a rash in childhood. No allergy to contrast medium or latex is known.",
        ),
        *section(
            "Findings on admission",
            "Alert and comfortable at rest. Blood pressure 152/88, pulse 142 irregular, temperature 36.9, saturation "
            "96 % on air, weight 82 kg. Heart sounds normal without a murmur, lungs clear, no swelling of the ankles.",
            "The stroke risk score (CHA2DS2-VASc) is 2, for age 65 to 74 and high blood pressure. The bleeding risk "
            "score (HAS-BLED) is 2, for age above 65 and the use of an anti-inflammatory medicine.",
        ),
        PageBreak(),
    ]


def stay() -> list[Flowable]:
    """Page 2 of the summary, the one that the window's design shows."""
    return [
        *section(
            "Course in hospital",
            "The patient was admitted on 3 March with palpitations for two days. The ECG showed atrial fibrillation "
            "at 142 per minute. Thyroid function and troponin were normal. Rate control with bisoprolol 2.5 mg once "
            "daily brought the resting rate to 78 within 24 hours.",
            "Echocardiography: normal left ventricle, ejection fraction 55 %, left atrium mildly enlarged, no valve "
            "disease of note.",
        ),
        *section(
            "Anticoagulation",
            "Apixaban 5 mg twice daily was started on day 2 after discussion of risks and benefits. Ibuprofen 400 mg "
            "was stopped on admission. Kidney function and potassium should be checked within two weeks. The patient "
            "has been given an alert card and told not to take over the counter anti-inflammatory medicines.",
        ),
        Paragraph("Medicines at discharge", HEAD),
        table(
            (140, 94, 128, 108),
            ("Medicine", "Dose", "Times", "Change"),
            ("Apixaban", "5 mg", "twice daily", "new"),
            ("Bisoprolol", "2.5 mg", "mornings", "new"),
            ("Ramipril", "5 mg", "mornings", "as before"),
            ("Atorvastatin", "20 mg", "nights", "as before"),
            ("Ibuprofen", "400 mg", "as needed", "stopped"),
        ),
        *section(
            "Observations at discharge",
            "Pulse 74 irregular, blood pressure 128/76, saturation 98 % on air, temperature 36.7. Weight 81 kg. Walks "
            "without help and manages stairs.",
        ),
        *section(
            "Follow-up",
            "Please check pulse and blood pressure within one week. A Holter recording has been requested for six to "
            "eight weeks after discharge; the outpatient clinic will write to the patient with a date. The arrhythmia "
            "nurse can be reached through the ward.",
            "If palpitations return with breathlessness, chest pain or faintness, the patient should attend the "
            "emergency department.",
        ),
        PageBreak(),
    ]


def results() -> list[Flowable]:
    """Page 3 of the summary."""
    return [
        Paragraph("Laboratory results", HEAD),
        table(
            (150, 76, 76, 68, 100),
            ("Test", "3 March", "5 March", "Unit", "Reference"),
            ("Haemoglobin", "13.9", "13.6", "g/dl", "12.0 to 16.0"),
            ("White cells", "7.8", "7.1", "10<super>9</super>/l", "4.0 to 11.0"),
            ("Platelets", "241", "236", "10<super>9</super>/l", "150 to 400"),
            ("Sodium", "139", "140", "mmol/l", "135 to 145"),
            ("Potassium", "4.1", "4.4", "mmol/l", "3.5 to 5.1"),
            ("Creatinine", "88", "92", "µmol/l", "45 to 104"),
            ("eGFR", "71", "67", "ml/min", "above 60"),
            ("TSH", "2.1", "", "mU/l", "0.4 to 4.0"),
            ("Troponin T", "9", "8", "ng/l", "below 14"),
            ("CRP", "4", "3", "mg/l", "below 5"),
            ("LDL cholesterol", "2.3", "", "mmol/l", "below 2.6"),
            ("HbA1c", "5.6", "", "%", "below 6.0"),
        ),
        *section(
            "ECG",
            "3 March: atrial fibrillation, ventricular rate 142 per minute, QRS 92 ms, no signs of ischaemia. 6 March: "
            "atrial fibrillation, ventricular rate 74 per minute, otherwise unchanged.",
        ),
        *section(
            "Chest X-ray",
            "4 March: heart of normal size, no congestion, no infiltrate, no effusion.",
        ),
        *section(
            "Echocardiogram",
            "4 March: left ventricle of normal size and wall thickness with an ejection fraction of 55 %. Left atrial "
            "volume index 38 ml per square metre, mildly enlarged. Trace of mitral regurgitation. Right ventricle "
            "normal, estimated systolic pulmonary pressure 28 mmHg.",
        ),
        PageBreak(),
    ]


def plan() -> list[Flowable]:
    """Page 4 of the summary."""
    return [
        Paragraph("What the family doctor is asked to do", HEAD),
        table(
            (190, 130, 150),
            ("Check", "When", "Why"),
            ("Pulse and blood pressure", "within one week", "new bisoprolol"),
            ("Kidney function and potassium", "within two weeks", "apixaban with ramipril"),
            ("Blood count", "in three months", "apixaban"),
            ("Kidney function", "every six months", "dose of apixaban"),
        ),
        *section(
            "What the hospital has arranged",
            "Holter recording for 24 hours, six to eight weeks after discharge. Visit to the arrhythmia clinic in "
            "three months, where cardioversion will be discussed if the patient still has symptoms.",
        ),
        *section(
            "Knee pain",
            "Ibuprofen and similar medicines raise the risk of bleeding together with apixaban and must not be taken. "
            "Paracetamol 1 g up to three times daily may be used instead. Physiotherapy has been recommended.",
        ),
        *section(
            "Advice to the patient",
            "Take apixaban every morning and every evening and do not leave out a dose. If a dose is forgotten, take "
            "it as soon as it is remembered, and never two at once. Tell any doctor, dentist or pharmacist about it. "
            "Come at once for black stools, blood in the urine, a severe headache or a fall on the head.",
            "Driving is allowed as long as there is no dizziness or fainting. Light exercise such as walking for "
            "30 minutes on most days is encouraged; alcohol should stay below one glass a day.",
        ),
        *section(
            "Contact",
            "Ward 4, Example General Hospital, 1 Sample Street, Exampleton. Telephone 555-0142, weekdays from 8:00 to "
            "16:00. Questions about results can be sent to ward4@hospital.example.",
            "Dr. Alex Example, consultant cardiologist, 6 March 2026",
        ),
        Paragraph("This document is invented for demonstration. No such person or hospital exists.", NOTE),
    ]


def why_and_when() -> list[Flowable]:
    """Page 1 of the guideline."""
    return [
        Paragraph("Hand hygiene on the wards", TITLE),
        *section(
            "Purpose",
            "Clean hands are the simplest way to keep infections from passing between patients. This guideline says "
            "when and how hands are cleaned, and how it is checked. It applies to everyone who works in patient areas, "
            "visitors and contractors included.",
        ),
        Paragraph("The five moments", HEAD),
        table(
            (40, 190, 240),
            ("No.", "Moment", "Example"),
            ("1", "Before touching a patient", "before taking a pulse"),
            ("2", "Before a clean or aseptic task", "before placing a cannula"),
            ("3", "After contact with body fluids", "after emptying a drain"),
            ("4", "After touching a patient", "after helping someone to sit up"),
            ("5", "After touching the surroundings", "after changing bed linen"),
        ),
        *section(
            "Rub or wash",
            "Alcohol rub is the method of choice when hands look clean. It acts faster than soap and is kinder to the "
            "skin. Hands that are visibly dirty are washed with soap and water. Soap and water are also needed after "
            "contact with a patient who has diarrhoea, since alcohol does not destroy the spores of Clostridioides "
            "difficile.",
            "Rubbing takes 20 to 30 seconds with 3 ml of rub, enough to keep both hands wet throughout. Washing takes "
            "40 to 60 seconds, from wetting to drying with a paper towel.",
        ),
        PageBreak(),
    ]


def how_and_checks() -> list[Flowable]:
    """Page 2 of the guideline."""
    return [
        *section(
            "Gloves",
            "Gloves do not replace clean hands. They are put on for contact with body fluids, broken skin or mucous "
            "membranes, and taken off straight after the task. Hands are rubbed before gloves are put on and after "
            "they are taken off. A pair is never used for two patients, and gloves are not disinfected.",
        ),
        *section(
            "Nails, rings and sleeves",
            "Nails are short and without varnish; artificial nails are not worn. Rings, bracelets and watches are left "
            "in the locker. Sleeves end above the elbow in patient areas.",
        ),
        *section(
            "Skin care",
            "Cream is used at the start of a shift and after breaks. Anyone with a rash or cracked skin on the hands "
            "should see occupational health before the next shift.",
        ),
        Paragraph("Checks", HEAD),
        table(
            (190, 120, 160),
            ("What", "How often", "Target"),
            ("Observation of 30 moments per ward", "every month", "90 % carried out"),
            ("Use of alcohol rub", "every quarter", "25 ml per patient day"),
            ("Dispensers filled and working", "every week", "all"),
        ),
        *section(
            "Results",
            "Results are shown on each ward within ten days. A ward below 80 % in two months running makes a plan with "
            "the infection control team. Observers name no one.",
        ),
        *section(
            "Review",
            "This guideline is reviewed every two years. It was last reviewed in January 2026.",
        ),
        Spacer(1, 6),
        Paragraph("This document is invented for demonstration.", NOTE),
    ]


def main() -> None:
    """Write both files."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent
    author = "Example General Hospital"
    write(
        folder / "discharge-summary.pdf",
        "Discharge summary, Robin Sample",
        author,
        ("Patient: Robin Sample", "Record: 00418273", "Ward 4"),
        admission() + stay() + results() + plan(),
    )
    write(
        folder / "hand-hygiene-guideline.pdf",
        "Hand hygiene on the wards",
        author,
        ("Guideline 12", "Infection control", "January 2026"),
        why_and_when() + how_and_checks(),
    )


if __name__ == "__main__":
    main()
