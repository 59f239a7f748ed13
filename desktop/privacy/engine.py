"""All detectors over all views of some texts. Presidio runs the recognisers; spaCy only gives it words for context.

Nothing here reaches a network or a file: spaCy is blank (Presidio's own loader would download a model), and the suffix
list of tldextract is the one in the package (its default would fetch a newer one at the first e-mail address).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import spacy
import tldextract
import tldextract.tldextract
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry, RecognizerResult
from presidio_analyzer.context_aware_enhancers import LemmaContextAwareEnhancer
from presidio_analyzer.nlp_engine import SpacyNlpEngine
from spacy.language import Language
from spacy.tokens import Doc

from desktop.core.privacy import Category, Finding
from desktop.privacy.credentials import find_credentials
from desktop.privacy.decide import NEEDS_COMPANY
from desktop.privacy.encodings import decode_runs
from desktop.privacy.evasion import find_evasion
from desktop.privacy.filters import UNNAMED_NUMBER, from_network, given_names, is_written_as_phone, refine_contact
from desktop.privacy.identifiers import IDENTIFIERS
from desktop.privacy.lexicon import find_terms
from desktop.privacy.ner import Recognizer, stretches
from desktop.privacy.patterns import find_patterns
from desktop.privacy.recognizers import CATEGORY, OwnRecognizer, ready_recognizers
from desktop.privacy.shapes import SHAPES
from desktop.privacy.statements import find_people_unnamed, find_statements
from desktop.privacy.views import View, readings

STRETCH = 6_000
"""Characters that Presidio reads at once: its search for context words takes time in proportion to the square."""
SHARED = 300
NEAR = 60
LABEL = 60
"""Characters around a changed place in which a rule may find what its label, now readable, says of a plain number."""
_SURROGATES = re.compile("[\ud800-\udfff]")

KeepGoing = Callable[[], None]


class WordsOnly(SpacyNlpEngine):
    """spaCy without any model: words, and each word its own lemma, which is what context matching compares."""

    def load(self) -> None:
        """Build the pipeline from what is installed; never from a download."""
        language = spacy.blank("en")
        language.add_pipe("cloister_lemma")
        setattr(self, "nlp", {"en": language})  # noqa: B010 - Presidio declares it as None


@Language.component("cloister_lemma")
def _lemma(doc: Doc) -> Doc:
    for token in doc:
        token.lemma_ = token.lower_
    return doc


class SkippedPattern(RuntimeError):
    """Presidio gave up on one of its patterns, so the text was not looked at in full."""


class _Warnings(logging.Handler):
    """Presidio only logs that it skipped a pattern that took too long. Here that ends the scan."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.skipped = False

    def emit(self, record: logging.LogRecord) -> None:
        """Remember that a pattern was skipped; the record itself may hold text and goes nowhere."""
        self.skipped = self.skipped or "timed out" in str(record.msg)


class Detectors:
    """Everything that looks at a text, ready to run."""

    def __init__(self, network: Recognizer) -> None:
        _keep_off_the_network()
        self._network = network
        self._keep_going: KeepGoing = lambda: None
        self._warnings = _Warnings()
        logger = logging.getLogger("presidio-analyzer")
        logger.handlers, logger.propagate = [self._warnings], False
        ready = ready_recognizers()
        self._entries = {name: entry for name, (entry, _) in ready.items()}
        registry = RecognizerRegistry(supported_languages=["en"])
        for _, recognizer in ready.values():
            registry.add_recognizer(recognizer)
        for name, find in (
            ("network", self._ask_network),
            ("patterns", _find_patterns),
            ("credentials", find_credentials),
            ("names", given_names),
        ):
            registry.add_recognizer(OwnRecognizer(name, find))
        words = WordsOnly(models=[{"lang_code": "en", "model_name": "blank"}])
        words.load()
        self._analyzer = AnalyzerEngine(
            registry=registry,
            nlp_engine=words,
            supported_languages=["en"],
            context_aware_enhancer=LemmaContextAwareEnhancer(context_matching_mode="whole_word"),
        )

    def find(self, texts: Sequence[str], keep_going: KeepGoing = lambda: None) -> list[Finding]:
        """Everything in some texts, in their order. `keep_going` is called now and then, and may raise."""
        self._keep_going = keep_going
        self._warnings.skipped = False
        return [
            replace(finding, part=part) for part, text in enumerate(texts) for finding in _distinct(self._find_in(text))
        ]

    def _find_in(self, text: str) -> Iterator[Finding]:
        yield from find_evasion(text)
        text = _SURROGATES.sub("\ufffd", text)
        decoded = decode_runs(text)
        for start, end in decoded.unreadable:
            yield Finding("UNREADABLE", Category.EVASION, start, end, 1.0, "encodings")
        for view in (*readings(text), *decoded.views):
            yield from self._find_in_view(view)
        for view in decoded.views:
            # What is inside an encoded run may be encoded otherwise again.
            for inner in readings(view.text)[1:]:
                for finding in self._find_in_view(inner):
                    start, end = view.origin(finding.start, finding.end)
                    yield replace(finding, start=start, end=end)

    def _find_in_view(self, view: View) -> Iterator[Finding]:
        for first, last in view.places():
            for start, end in stretches(view.text[first:last], STRETCH, SHARED):
                offset = first + start
                for finding in self._find_in_stretch(view.text[offset : first + end]):
                    begin, finish = finding.start + offset, finding.end + offset
                    reach = 0 if finding.recognizer == "network" else LABEL
                    if view.touches(begin - reach, finish + reach) and _holds_in(view, finding):
                        origin = view.origin(begin, finish)
                        name = finding.recognizer if view.starts is None else f"{finding.recognizer}, {view.name}"
                        yield replace(finding, start=origin[0], end=origin[1], recognizer=name)

    def _find_in_stretch(self, text: str) -> Iterator[Finding]:
        self._keep_going()
        for result in self._analyzer.analyze(text, language="en"):
            if (finding := self._as_finding(text, result)) is not None:
                yield finding
        if self._warnings.skipped:
            raise SkippedPattern
        terms = find_terms(text)
        yield from terms
        yield from find_people_unnamed(text)
        yield from find_statements(text, terms)

    def _ask_network(self, text: str) -> Iterable[Finding]:
        return from_network(text, self._network.find(text, self._keep_going))

    def _as_finding(self, text: str, result: RecognizerResult) -> Finding | None:
        metadata: dict[str, Any] = result.recognition_metadata or {}
        name = str(metadata.get(RecognizerResult.RECOGNIZER_NAME_KEY, ""))
        value = text[result.start : result.end]
        finding = Finding(result.entity_type, Category.IDENTIFIER, result.start, result.end, float(result.score), name)
        if CATEGORY in metadata:
            return refine_contact(replace(finding, category=metadata[CATEGORY]), value)
        entry = self._entries[name]
        if result.score < entry.ready.threshold:
            return None
        finding = replace(finding, category=entry.ready.category, recognizer="presidio")
        if entry.near is not None and not entry.near.search(text, max(0, result.start - NEAR), result.start):
            if finding.type == "PHONE_NUMBER" and is_written_as_phone(value):
                return None  # our own patterns know the ways in which numbers are written as telephone numbers
            return replace(finding, type=UNNAMED_NUMBER)
        return refine_contact(finding, value)


def _holds_in(view: View, finding: Finding) -> bool:
    """Whether a finding is worth as much in a view as in the raw text.

    Names are only guessed in words taken apart; and digits put together make a number of anything, so that there only
    a label or a form counts.
    """
    match view.name:
        case "split":
            return finding.category is not Category.PERSON or finding.score >= 0.9
        case "joined" | "spoken":
            return finding.type not in NEEDS_COMPANY
        case _:
            return True


def _distinct(findings: Iterable[Finding]) -> list[Finding]:
    """The same thing in the same place once, whichever view or detector saw it first."""
    kept: dict[tuple[str, int, int], Finding] = {}
    for finding in findings:
        kept.setdefault((finding.type, finding.start, finding.end), finding)
    return sorted(kept.values(), key=lambda finding: (finding.start, finding.end, finding.type))


def _find_patterns(text: str) -> Iterable[Finding]:
    return find_patterns(text, (*IDENTIFIERS, *SHAPES))


def _keep_off_the_network() -> None:
    """Give tldextract the list it carries, at all of its names, before anything uses it."""
    offline = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    for module, name in (
        (tldextract, "extract"),
        (tldextract.tldextract, "extract"),
        (tldextract.tldextract, "TLD_EXTRACTOR"),
    ):
        setattr(module, name, offline)
