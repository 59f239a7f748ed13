"""Texts whose verdict is known. The scanner reads them at its start and every hour; one wrong answer shuts the gate.

All people in them are invented. What they cover: each category of the decision table, most views, and both ends of the
model's work (a name found, a drug or an eponym left alone).
"""

from __future__ import annotations

MUST_BLOCK: tuple[str, ...] = (
    "Summarise: Robin Sample, MRN 00418273, admitted 3 March with atrial fibrillation",
    "pt robin sample c/o chest pain since yesterday, started on metoprolol",
    "Patient Name: SAMPLE, ROBIN   DOB: 03/14/1962   Dx: COPD",
    "My sister has just been diagnosed with lupus. What should she eat?",
    "I was put on sertraline last week and feel numb. Is that normal?",
    "Her SSN is 123-45-6789, please fill in the form.",
    "Charge it to 4111 1111 1111 1111, expiry 04/29, CVV 123.",
    "Please wire it to account 004512983311, routing 021000021.",
    "Reach me at robin.sample@northfield-mail.org or (617) 555-0142.",
    "A 93-year-old man with a hip fracture, what is the best anaesthetic?",
    "54yo woman, admitted on March 3, 2024 to Northfield General Hospital with NSTEMI.",
    "Der Patient Jonas Beispiel hat Diabetes und nimmt Metformin.",
    "key = 'AKIAQWERTYUIOPASDFGH'",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIE",
    "the admin password is Trouble-42x!",
    "Rоbin Sаmple has gout",
    "R\u200bo\u200bb\u200bi\u200bn S\u200ba\u200bm\u200bp\u200bl\u200be has epilepsy",
    "UGF0aWVudCBSb2JpbiBTYW1wbGUsIE1STiAwMDQxODI3MywgZXBpbGVwc3k=",
    "MRN zero zero four one eight two seven three",
    "%52%6f%62%69%6e%20%53%61%6d%70%6c%65 has hepatitis C",
    "Robin Sample is behind on her mortgage and her credit score fell to 512.",
)

MUST_CLEAR: tuple[str, ...] = (
    "What is the first-line treatment for hypertension in adults?",
    "Explain Graves disease and Hashimoto thyroiditis to a student.",
    "Write a haiku about autumn.",
    "Is Eliquis safer than warfarin in atrial fibrillation?",
    "What do the Gleason score and the Apgar score measure?",
    "Version 3.11.7 was released in 2024 and fixes 12 bugs.",
    "def mean(values):\n    return sum(values) / len(values)",
    "Tom has 5 apples and gives 2 to Jerry. How many are left?",
    "Who painted the Mona Lisa, and when did the Treaty of Versailles end the war?",
    "Draft a polite e-mail that moves our meeting from Tuesday to Thursday.",
    "How do I list all files larger than 10 MB with find on Linux?",
)
