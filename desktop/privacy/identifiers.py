"""Numbers that point at one person by themselves, told by the label before them or by their form.

The label is part of the expression, so that a number is an identifier because something says so, whatever its check
digit says.
"""

from __future__ import annotations

from desktop.core.privacy import Category
from desktop.privacy.patterns import DAY, GLUE, MONTH, Pattern, numbered, shape
from desktop.privacy.validators import is_calendar_year, luhn_holds, vin_holds

IDENTIFIERS: tuple[Pattern, ...] = (
    shape("US_SSN", Category.IDENTIFIER, r"(?<![\d-])(\d{3}[-–. ]\d{2}[-–. ]\d{4})(?![\d-])"),
    shape(
        "US_SSN",
        Category.IDENTIFIER,
        r"\b(?:ssns?|social security|soc\.? ?sec\.?|social)(?![a-z])"
        + GLUE
        + r"(\d{3}[ -]?\d{2}[ -]?\d{4}|\d{3}[ -]?\d{3}[ -]?\d{3})\b",
    ),
    shape("US_SSN", Category.IDENTIFIER, r"\b(?:x{3}|\*{3}|#{3})[- ](?:x{2}|\*{2}|#{2})[- ](\d{4})\b"),
    shape(
        "US_SSN",
        Category.IDENTIFIER,
        r"\b(?:ssn|social(?: security)?)(?: number)?[^\n.]{0,24}?\b(?:ending(?: in)?|last (?:4|four)(?: di"
        r"gits)?)\W{0,4}(?:is |are |of |in )?(\d{4})\b",
    ),
    shape(
        "US_SSN",
        Category.IDENTIFIER,
        r"\blast (?:4|four)(?: digits)? of (?:(?:his|her|my|the|their) )?(?:ssn|social(?: security)?)[^\n."
        r"\d]{0,20}(\d{4})\b",
    ),
    numbered(
        "MEDICAL_RECORD_NUMBER",
        r"mrns?|m\.r\.n\.?|med(?:ical)? rec(?:ord)?s?|hospital (?:no|num|id)\w*|hosp\.? no|patient[- ]?(?:"
        r"id|identifier|no|num|number)|pt[- ]?(?:id|no)|patid|uhid|nhi|chi number|unit no|unit number"
        r"|csn|emr(?: no| id)|ehr id|epic id|health record|nhs(?: no| number)?|p(?:atient)?[- ]?nr"
        r"|patientennummer|fallnummer|historia clínica|nhc|numéro de dossier|ipp",
        3,
    ),
    numbered(
        "MEDICAL_RECORD_NUMBER",
        r"chart|encounter|visit|accession|specimen|episode|admission|biopsy|sample|slide|study|imaging"
        r"|requisition|lab (?:no|id|number)|fin|barcode|referral|patient|pt|record",
        5,
        years=False,
    ),
    numbered(
        "HEALTH_PLAN_NUMBER",
        r"member(?:ship)?|subscriber|beneficiary|policy(?:holder)?|group(?: no| number| id)?|medicare"
        r"|medicaid|mbi|hicn?|insurance(?: card)?|health plan|plan id|payer id|insured|claim|prior auth(?:"
        r"orization|orisation)?|pre-?auth\w*|auth(?:orization|orisation)? (?:no|number|#)|versichertennumm"
        r"er|krankenkasse|tarjeta sanitaria|rx(?:bin| ?#| ?no| ?number| number)|prescription (?:no"
        r"|number|#)",
        5,
        years=False,
    ),
    numbered(
        "ACCOUNT_NUMBER",
        r"accounts?|acct\.?|a/c|acc(?:ount)? ?no|routing|aba|transit|sort code|iban|swift|bic|loan (?:no"
        r"|number|id|#)|mortgage (?:no|number|#)|card (?:no|number|#|ending in|ending)|card|debit|visa"
        r"|mastercard|amex|konto(?:nummer|nr)?|cuenta|compte|conto|rekening|customer (?:id|no|number"
        r"|#)|client (?:id|no|number|#)|portfolio (?:no|number|id)|wallet id|brokerage",
        5,
        years=False,
    ),
    shape(
        "ACCOUNT_NUMBER",
        Category.IDENTIFIER,
        r"\b(?:account|acct|card|konto)\b[^\n.\d]{0,24}\b(?:ending(?: in| with)?|last (?:4|four)(?: digits"
        r")?)\W{0,4}(?:is |are )?(\d{3,4})\b",
    ),
    shape("ACCOUNT_NUMBER", Category.IDENTIFIER, r"(?:\*{2,}|x{2,}|•{2,})[- ]?(?:[*x•]{4}[- ]?)*(\d{4})\b", cased=True),
    shape(
        "CARD_CODE",
        Category.IDENTIFIER,
        r"\b(?:cvv2?|cvc2?|security code|pin(?: code| number)?)\b" + GLUE + r"(\d{3,6})\b",
        lambda v: not is_calendar_year(v),
    ),
    shape(
        "CREDIT_CARD",
        Category.IDENTIFIER,
        r"(?<![\d.])((?:\d[ -]?){12,18}\d)(?![\d.])",
        lambda v: luhn_holds(v) and v.strip()[0] in "3456" and "  " not in v,
    ),
    numbered(
        "LICENCE_NUMBER",
        r"driv(?:er|ing)(?:['’]?s)? ?licen[cs]e|licen[cs]e (?:no|number|#|id)|dl (?:no|number|#)|dl#"
        r"|permit (?:no|number|#)|dea(?: no| number| #)?|npi|nursing licen[cs]e|medical licen[cs]e"
        r"|gmc|nmc pin|bar (?:no|number)|passport|visa (?:no|number)|green card|alien (?:no|number"
        r"|registration)|führerschein\w*|reisepass\w*|permiso de conducir|pasaporte|passeport",
        5,
        years=False,
    ),
    numbered(
        "NATIONAL_ID",
        r"national id\w*|utr|nino|ni number|national insurance|tax id\w*|tin|ein|itin|steuer-?id\w*|steuernumm"
        r"er|sozialversicherungsnummer|svnr|bsn|dni|nie|nif|nir|curp|rfc|cpf|cnpj|rg|codice fiscale"
        r"|aadhaar|aadhar|pan (?:no|number|card)|sin|social insurance|tfn|tax file|pesel|personnummer"
        r"|fødselsnummer|henkilötunnus|cnp|amka|nric|fin no|hkid|emirates id|rrn|my ?number|numéro de sécu"
        r"rité sociale|sécurité sociale|avs|ahv",
        6,
        years=False,
    ),
    shape(
        "NATIONAL_ID",
        Category.IDENTIFIER,
        r"\b(?:nino|ni number|national insurance|nif|nie|dni|pan|curp|codice fiscale)(?![a-z])"
        + GLUE
        + r"([A-Z]{1,6}[ -]?\d[\dA-Z -]{5,18})\b",
        lambda v: sum(c.isdigit() for c in v) >= 5,
    ),
    shape("ACCOUNT_NUMBER", Category.IDENTIFIER, r"(?<![\d-])(\d{2}-\d{2}-\d{2}[ ,/]+\d{7,8})(?!\d)"),
    shape(
        "UK_NINO",
        Category.IDENTIFIER,
        r"\b((?!BG|GB|NK|KN|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D])\b",
        cased=True,
    ),
    shape("IT_FISCAL_CODE", Category.IDENTIFIER, r"\b([A-Z]{6}\d{2}[A-EHLMPR-T]\d{2}[A-Z]\d{3}[A-Z])\b"),
    shape("BR_CPF", Category.IDENTIFIER, r"\b(\d{3}\.\d{3}\.\d{3}-\d{2})\b"),
    shape("FR_NIR", Category.IDENTIFIER, r"(?<!\d)([12] \d{2} (?:0[1-9]|1[0-2]) \d{2} \d{3} \d{3} \d{2})(?!\d)"),
    numbered("PERSONAL_NUMBER", r"client|patient|pt|resident|claimant|service user", 4, years=False),
    numbered(
        "DEVICE_NUMBER",
        r"serial|s/n|sn#|udi|imei|device id|device no|device serial|implant (?:no|number|id)|pump (?:no"
        r"|number|id|serial)|ser\.? ?no|lot (?:no|number)",
        4,
        years=False,
    ),
    shape("DEVICE_NUMBER", Category.IDENTIFIER, r"(\(01\)\s?\d{14}(?:\s?\((?:11|17|10|21)\)\s?[\w-]+)*)"),
    numbered(
        "PERSONAL_NUMBER",
        r"employee|emp(?:loyee)? ?(?:id|no)|staff (?:id|no|number)|badge|student|matriculation|case"
        r"|docket|file|inmate|prisoner|service (?:no|number)|dod id|payroll (?:no|number)|personnel"
        r"|ticket holder|applicant|participant|subject|study id|screening|aktenzeichen|personalnummer"
        r"|caso|expediente",
        5,
        years=False,
    ),
    shape("VIN", Category.IDENTIFIER, r"\b([A-HJ-NPR-Z0-9]{17})\b", vin_holds),
    numbered("VIN", r"vin|chassis (?:no|number)|vehicle identification", 6),
    shape(
        "LICENCE_PLATE",
        Category.IDENTIFIER,
        r"\b(?:licen[cs]e plate|number plate|reg(?:istration)? plate|plates?|car reg(?:istration)?"
        r"|vehicle reg(?:istration)?|kennzeichen|matrícula|targa)\b"
        + GLUE
        + r"((?=[A-Z0-9 -]*\d)[A-Z0-9]{1,4}[- ]?[A-Z0-9]{2,4}(?:[- ][A-Z0-9]{1,4})?)\b",
        lambda v: any(c.isdigit() for c in v) and any(c.isupper() for c in v),
    ),
    shape(
        "DATE_OF_BIRTH",
        Category.IDENTIFIER,
        rf"\b(?:dob|d\.o\.b\.?|date of birth|birth ?date|geburtsdatum|geb\.|fecha de nacimiento|né\(?e?\)? "
        rf"le|nato il|data di nascita|geboortedatum)\b{GLUE}((?:{DAY}|{MONTH}|(?:19|20)\d{{2}})[\w ,./-]{{3"
        rf",16}}\d)",
    ),
    shape(
        "BITCOIN_SEED",
        Category.CREDENTIAL,
        r"\b(?:seed phrase|recovery phrase|mnemonic|secret phrase|wallet phrase|crypto seed|wallet seed"
        r"|wallet words|seed words|seed)\b[^\n]{0,24}?[:\n\"'-]\s*((?:[a-z]{3,8}[ ,]+){11,23}[a-z]{3,8})\b",
    ),
    shape(
        "US_SSN",
        Category.IDENTIFIER,
        r"(?<![\d-])(\d{3}[ -]?\d{2}[ -]?\d{4})\s+(?:is|was|=)\s+(?:(?:my|his|her|their|the) )?(?:ssn"
        r"|social)",
    ),
    shape(
        "PERSONAL_NUMBER",
        Category.IDENTIFIER,
        r"(?<![\d.])([A-Z]{0,3}\d[\dA-Z -]{3,18}\d)\s+(?:is|was|=)\s+(?:(?:my|his|her|their|the|a) )?(?:(?"
        r":new|old|full|patient['’]?s) )?(?:mrn|medical record|account|policy|member|passport|licen[cs]e"
        r"|insurance|chart|patient) ?(?:number|no|id)?\b",
    ),
    shape(
        "LAB_NUMBER",
        Category.IDENTIFIER,
        r"\b((?:SP|CY|HP|PATH|ACC|LAB|MRN|ENC|CSN|PT|PAT|CLM|AUTH|EMP|POL|MBR|RX)[-#:]\d{2,4}?[-]?\d{4,12}"
        r")\b",
        cased=True,
    ),
)
