"""Dates, ages, places, contacts and names that can be told by their shape or by the words around them."""

from __future__ import annotations

import re

from desktop.core.privacy import Category
from desktop.privacy.patterns import DAY, GLUE, MONTH, NAME, ORDINAL, SURNAME, YEAR, Pattern, shape
from desktop.privacy.words_places import WIDE_PLACES

_LABELS = """
note notes care safety portal education history outcomes information data summary records record list centered centred
satisfaction experience advocate access rights journey flow monitoring management handout leaflet population handover
registration intake id is has was the and for with of usa inc llc who nato how what diagnosis presentation interview
examination health report letter form
"""
_NOT_LISTED = frozenset(_LABELS.split())
"""Words after "patient" or before a comma that say that no name follows."""
_ABBREVIATIONS = """
ID IS IN OR ER ED GP MD PT OT RN IV IM PO PR UK US EU TV PC IT HR OK NO UP AT TO ON IF AS BE BY DO GO HE ME MY WE ND OF
AM OP QI AI AE BP U.S. U.K. E.U. U.N. D.C. A.M. P.M. I.V. I.M. P.O. E.R. M.D. B.P. A.I.
"""
_SHORT_FORMS = frozenset(_ABBREVIATIONS.split())
"""Two capitals that are nobody's initials."""

_CONTEXT_DATE = (
    r"(?:on|since|dated?|admitted|adm|admit|discharged|d/c|seen|visit(?:ed)?|surgery|op|appointment"
    r"|appt|due|until|from|to|till|collected|drawn|scheduled|started|presented|lmp|edd)"
)

DATES: tuple[Pattern, ...] = (
    shape("DATE", Category.DATE, rf"(?<![\d/.-])({DAY}([/-]){DAY}\2(?:19|20)?\d{{2}})(?![\d/-])"),
    shape("DATE", Category.DATE, rf"(?<![\d/.-])((?:19|20)\d{{2}}([-/.])(?:0?[1-9]|1[0-2])\2{DAY})(?![\d/-])"),
    shape(
        "DATE",
        Category.DATE,
        rf"(?<![\d/.-])({DAY}\.(?:0?[1-9]|1[0-2])\.(?:(?:19|20)\d{{2}}|\d{{2}}(?![\d.])))(?![\d/-])",
    ),
    shape(
        "DATE",
        Category.DATE,
        rf"\b({DAY}(?:st|nd|rd|th)?\.?[ \t-]?(?:of |de |di )?{MONTH}(?:,?[ \t/-]?(?:of |de |del )?{YEAR})?)"
        rf"\b",
    ),
    shape("DATE", Category.DATE, rf"\b({MONTH}[ \t-]?{DAY}(?:st|nd|rd|th)?(?!\d)(?:,?[ \t-]{{1,2}}{YEAR})?)\b"),
    shape("DATE", Category.DATE, rf"\b((?:the )?{ORDINAL} (?:of )?{MONTH}|{MONTH} (?:the )?{ORDINAL})\b"),
    shape("DATE", Category.DATE, rf"\b{_CONTEXT_DATE}\s+(?:the\s+)?({DAY}[/.]{DAY})\b(?![/%.]?\d)"),
    shape(
        "DATE",
        Category.DATE,
        rf"\b{_CONTEXT_DATE}\s+(?:the\s+)?({DAY}(?:st|nd|rd|th))\b(?!\s+(?:century|grade|time|percentile"
        rf"|day|week|floor|line|edition|place|year|degree|week|trimester))",
    ),
)
"""Dates that name a day. A year alone, a month and year, or a weekday is not exact."""

_AGE_WORDS = (
    r"(?:years?|yrs?|y)[- ]?(?:olds?|o)\b|y\.?/?o\.?\b|yo[fm]?\b|jährig\w*|años|ans\b|anni\b|anos\b|jaar\b|jahre alt"
)
AGES: tuple[Pattern, ...] = (
    shape("AGE", Category.AGE, rf"\b(\d{{1,3}})[- ]?(?:{_AGE_WORDS})", lambda v: 0 < int(v) < 125),
    shape(
        "AGE",
        Category.AGE,
        r"\b(?:aged?|age[:=]|turned|turns|turning|is now)\s*(\d{1,3})\b(?!\s*(?:%|days|hours|minutes"
        r"|mg|degrees))",
        lambda v: 0 < int(v) < 125,
    ),
    shape(
        "AGE", Category.AGE, r"(?:^|[\s,;(])(\d{2,3})[ ]?[MF](?=[\s,;.)/]|$)", lambda v: 0 < int(v) < 125, cased=True
    ),
    shape("AGE", Category.AGE, r"\b([MF][ /]?\d{2})(?=[\s,;)]|\.(?!\d)|$)", cased=True, score=0.5),
)
_OLD_WORDS = shape(
    "AGE_OVER_89",
    Category.AGE,
    r"\b((?:ninety|hundred(?: and)?)(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?)"
    r"[- ]years?[- ]old|\b(nonagenarian|centenarian)\b",
)

_STATE = (
    r"(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]"
    r"|T[NX]|UT|V[AT]|W[AIVY])"
)
_STREET = (
    r"(?:street|avenue|road|boulevard|lane|drive|court|way|place|terrace|circle|parkway|pkwy|highway"
    r"|hwy|close|crescent|square|trail|alley|row|mews|gardens|grove)"
)
_STREET_SHORT = r"(?:St|Ave|Rd|Blvd|Ln|Dr|Ct|Pl|Ter|Cir|Sq|Trl)\b\.?"
PLACES: tuple[Pattern, ...] = (
    shape(
        "STREET_ADDRESS",
        Category.PLACE,
        rf"\b(\d{{1,6}}[A-Za-z]?[ ](?:[NSEW]\.? |(?:North|South|East|West) )?"
        rf"(?:[A-Z0-9][\w'’.-]*[ ]){{1,4}}(?:(?i:{_STREET})\b|{_STREET_SHORT})"
        r"(?:,? (?:[Aa]pt|[Aa]partment|[Uu]nit|[Ss]uite|[Ss]te|[Ff]lat|#)\.? ?[\w-]+)?)",
        cased=True,
    ),
    shape(
        "STREET_ADDRESS",
        Category.PLACE,
        r"\b(\d{1,6} (?:[a-z][\w'’.-]*[ ]){1,3}(?:street|avenue|road|boulevard|lane|drive)\b)",
        cased=True,
        score=0.6,
    ),
    shape(
        "STREET_ADDRESS",
        Category.PLACE,
        r"\b((?:[A-ZÄÖÜ][\wäöüß-]*(?:straße|strasse|str\.|weg|platz|gasse|allee)|(?:Rue|Calle|Via|Avenida"
        r"|Rua|Plaza|Piazza|Avenue|Boulevard) (?:(?:de|del|della|da|do|la|du|des)[ ])*[A-ZÀ-Ý][\w'’-]+),? "
        r"(?:n[º°.] ?)?\d{1,4}[a-z]?)\b",
        cased=True,
    ),
    shape("STREET_ADDRESS", Category.PLACE, r"\b(P\.? ?O\.? Box \d{1,6})\b"),
    shape("ZIP_CODE", Category.PLACE, rf"\b{_STATE},?[ ]+(\d{{5}}(?:-\d{{4}})?)\b", cased=True),
    shape("ZIP_CODE", Category.PLACE, r"\b(?:zip|postal|post)(?: ?code)?\b" + GLUE + r"(\d{5}(?:-\d{4})?)\b"),
    shape("ZIP_CODE", Category.PLACE, r"(?<![\d-])(\d{5}-\d{4})(?![\d-])"),
    shape(
        "POSTCODE",
        Category.PLACE,
        r"\b([A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2})\b",
        lambda v: " " in v or len(v) > 5,
        cased=True,
    ),
    shape("POSTCODE", Category.PLACE, r"\b([ABCEGHJ-NPRSTVXY]\d[A-Z][ -]?\d[A-Z]\d)\b", cased=True, score=0.6),
    shape(
        "BED",
        Category.PLACE,
        r"\b((?:bed|bay|cubicle|room|rm|ward|theatre|chamber|bett|zimmer|cama)(?: no\.?| number|:)? ?(?:\d"
        r"{1,4}[A-Z]?|[A-Z]\d{0,3}))(?!\w)",
        lambda v: any(c.isdigit() for c in v),
    ),
    shape("BED", Category.PLACE, r"\b((?:[Bb]ay|[Ss]ide [Rr]oom|[Cc]ubicle|[Bb]ed) [A-Z])\b(?!['’])", cased=True),
    shape(
        "BED",
        Category.PLACE,
        r"\b(?:kid|lad|lady|gentleman|chap|man|woman|patient|pt|boy|girl) in (?:no\.? ?)?(\d{1,3}[A-Z]?)\b"
        r"(?! (?:years|minutes|hours|days|weeks|of))",
    ),
    shape(
        "FACILITY",
        Category.ORGANISATION,
        rf"\b((?:St\.? )?(?:{NAME}[ ](?:of[ ]|and[ ]|& )?){{1,4}}(?:Hospital|Clinic|Medical (?:Center"
        rf"|Centre|Group)|Health (?:Center|Centre|System)|Infirmary|Hospice|Nursing Home|Care Home|Rehab(?:"
        rf"ilitation)?(?: Center| Centre)?|Surgery|Practice|Healthcare|Sanatorium|Krankenhaus|Klinikum"
        rf"|Klinik|Pharmacy))\b",
        lambda v: v.split()[0].lower() not in {"the", "a", "local", "my", "your", "our", "this", "which"},
        cased=True,
    ),
    shape(
        "FACILITY",
        Category.ORGANISATION,
        rf"\b((?:Hospital|Clínica|Clinique|Hôpital|Ospedale|Klinikum|Universitätsklinikum)[ ](?:(?:de"
        rf"|del|della|da|di|San|Santa|Saint)[ ])*{NAME})",
        cased=True,
    ),
    shape("COORDINATES", Category.PLACE, r"(?<![\d.])(-?\d{1,2}\.\d{4,},\s?-?\d{1,3}\.\d{4,})(?![\d.])"),
)

CONTACTS: tuple[Pattern, ...] = (
    shape(
        "EMAIL_ADDRESS", Category.CONTACT, r"(?<![\w.+-])([\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})(?![\w@-])"
    ),
    shape(
        "PHONE_NUMBER",
        Category.CONTACT,
        r"(?<![\w.-])((?:\+?1[-. ]?)?(?:\(\d{3}\)[ ]?|\d{3}[-. ])\d{3}[-. ]\d{4}(?: ?(?:x|ext\.?|extension"
        r") ?\d{1,6})?)(?![\d-])",
    ),
    shape("PHONE_NUMBER", Category.CONTACT, r"(?<![\w.])(\+\d{1,3}[ .-]?(?:\(?\d{1,5}\)?[ .-]?){2,5}\d{2,4})(?!\d)"),
    shape(
        "PHONE_NUMBER",
        Category.CONTACT,
        r"\b(?:phone|ph|tel|telephone|cell|mobile|mob|fax|call|text|sms|whatsapp|pager|reach(?:ed)?"
        r"|contact|ring|callback|handy|telefon\w*|teléfono|móvil|téléphone|portable|telefono|cellulare"
        r"|telefone)(?: (?:him|her|me|them|us|no|number|at|on))*\b\.?[ \t]*(?:is|at|on|:|#|=|-|–|\()*[ \t]"
        r"*(\+?\(?\d[\d ().-]{5,18}\d)(?!\d)",
        lambda v: 7 <= sum(c.isdigit() for c in v) <= 15,
    ),
    shape(
        "USER_URL",
        Category.CONTACT,
        r"\b(https?://[^\s<>\"']*(?:[?&](?:patient|mrn|user|uid|email|name|dob|account|id)=[^\s&<>\"']+"
        r"|/(?:patients?|users?|profile|members?|accounts?|in|people|u)/[^\s<>\"'/]*\d[^\s<>\"'/]*"
        r"|linkedin\.com/in/[^\s<>\"']+|facebook\.com/(?!groups|events|help)[\w.]+))",
    ),
    shape(
        "USER_NAME",
        Category.CONTACT,
        r"\b(?:username|user name|login|user id|handle|instagram|twitter|skype|telegram|discord)\b(?:[ \t]"
        r"*(?:is|:|=))[ \t]*[\"']?(@?[\w.-]{3,32})",
        lambda v: any(c.isdigit() for c in v) or v.startswith("@") or "." in v,
        score=0.4,
    ),
    shape(
        "USER_NAME",
        Category.CONTACT,
        r"\b(?:user|uid|login|owner|author|patient)=[\"']?([a-z][\w-]*[._][a-z][\w.-]*)",
        score=0.4,
    ),
    shape(
        "USER_NAME",
        Category.CONTACT,
        r"(?:^|(?<=\s))(@[A-Za-z]\w{2,30}\d\w*|@[A-Z][a-z]+_?[A-Z][a-z]+\w*)\b",
        score=0.4,
        cased=True,
    ),
)

_TITLE = (
    r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Herr|Frau|Hr|Fr|Monsieur|Madame|Mme|Mlle|Señor|Señora|Sr|Sra"
    r"|Sig|Signora|Dhr|Mevr|Dott|Doña|Don|Sister|Father|Rev|Sir|Dame|Lady)\.?"
)
PERSONS: tuple[Pattern, ...] = (
    shape("TITLED_PERSON", Category.PERSON, rf"\b{_TITLE}[ ]((?:[A-Z]\.[ ]?)*(?:{SURNAME}[ ]?){{1,3}})", cased=True),
    shape("TITLED_PERSON", Category.PERSON, r"\b(?:mr|mrs|miss) ((?!and\b|or\b)[a-z]{3,})\b", cased=True, score=0.6),
    shape(
        "PERSON",
        Category.PERSON,
        rf"\b(?:my name is|i am called|ich heiße|me llamo|je m'appelle|mi chiamo|meu nome é)[ ]((?:"
        rf"{SURNAME}[ ]?){{1,3}})",
    ),
    shape(
        "PERSON",
        Category.PERSON,
        rf"\b([A-Z][A-Z'’-]{{2,}},[ ](?:{NAME}|[A-Z]{{3,}})(?:[ ][A-Z]\b\.?)?)",
        lambda v: not set(v.replace(",", "").lower().split()) & _NOT_LISTED,
        cased=True,
        score=0.6,
    ),
    shape(
        "PERSON",
        Category.PERSON,
        rf"(?m:^)[ \t>*-]*((?!The\b|A\b|In\b|On\b|For\b|Dear\b|Hi\b|Hello\b|Yes\b|No\b|So\b|But\b|And\b"
        rf"|Note\b){NAME},[ ]{NAME}(?:[ ][A-Z]\b\.?)?)(?=[ ]?(?:[:;|(]|[-–][ ]|,[ ]?\d|[ ]\d))",
        lambda v: not set(re.findall(r"\w+", v.lower())) & (_NOT_LISTED | WIDE_PLACES),
        cased=True,
        score=0.5,
    ),
    shape(
        "PATIENT_NAME",
        Category.PERSON,
        rf"\b(?:(?:[Pp]atient|PATIENT|[Pp]t|PT|[Cc]lient|CLIENT|[Pp]atientin|[Pp]aciente|[Pp]azient[ei])(?:"
        rf"['’]s)?(?:[ ]?[Nn]ame|[ ]NAME)?|[Nn]ame of patient|Patient, )[ ]?[:=-]?[ ]?(?:is[ ])?((?:{NAME}"
        rf"|[A-Z]{{3,}})(?:,?[ ](?:[A-Z]\.?[ ])?(?:{NAME}|[A-Z]{{3,}}))+)",
        lambda v: not set(re.findall(r"\w+", v.lower())) & _NOT_LISTED,
        cased=True,
    ),
    shape(
        "INITIALS",
        Category.PERSON,
        r"\b(?:[Pp]atient|[Pp]t|PT|[Cc]lient|[Rr]esident|[Mm]r|[Mm]rs|[Mm]s)\.?[ ]((?:[A-Z]\.[ ]?){2,3}"
        r"|[A-Z]{2}(?=[ ,.;)])|[A-Z]\.(?=[ ,;)]))",
        lambda v: v not in _SHORT_FORMS,
        cased=True,
    ),
    shape("INITIALS", Category.PERSON, r"\b(?:Mr|Mrs|Ms|Miss)\.?[ ]([A-Z])(?![\w.'’])", cased=True),
    shape(
        "INITIALS",
        Category.PERSON,
        r"(?:^|[\s(])((?:[A-Z]\.){2,3})(?=[,;)]?[ ](?:is a|is an|was|has|had|aged|\d{1,3}[ -]?(?:y"
        r"|M\b|F\b)))",
        lambda v: v not in _SHORT_FORMS,
        cased=True,
    ),
)


SHAPES: tuple[Pattern, ...] = (*DATES, _OLD_WORDS, *AGES, *PLACES, *CONTACTS, *PERSONS)
