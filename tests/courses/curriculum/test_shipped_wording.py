"""What lessons and questions may not say as their own: words that promise too much.

Words in quotation marks, and claims that are appraised, are somebody else's.
"""

import re

import pytest

from media.domain.markdown import to_html

from . import shipped

BANNED = [
    r"cures?\b", r"cured\b", r"resolves?\b", r"detoxif\w+", r"guarantee\w*",
    r"safe for (everyone|all|anyone)", r"(completely|perfectly|absolutely) safe",
    r"no (side effects|risk)\b", r"risk-free", r"miracle\w*", r"heals?\b",
    r"normali[sz]\w+ (the )?(organs?|blood pressure|function)", r"is proven",
    r"does no harm", r"always works", r"one in (6|six) million",
]  # fmt: skip
QUOTED = re.compile(r"“[^”]*”|\"[^\"\n]*\"|‘[^’]*’")
# Said of something else than care: a sentence may say that nothing is so.
DENIED = re.compile(
    r"\b(no|not|never|nor|cannot|none|nothing|without|avoid|nobody|neither)\b",
    re.IGNORECASE,
)
# Told as a chain of reasoning, and appraised right below.
REPORTED = {
    "The nerve has room, inflammation falls, blood flow returns, and the disc heals."
}
EM_DASH = re.compile(r"—")
BRITISH = re.compile(
    r"\b(randomis|organis|recognis|normalis|behaviour|colour|centre\b|tumour|fibre|"
    r"haem|oedema|paed|labelled|practise\b|licence|favour|judgement)",
    re.IGNORECASE,
)


def sentences(text):
    text = QUOTED.sub(" ", re.sub(r"<[^>]+>", " ", text))
    return re.split(r"(?<=[.!?])\s+", text.replace("\n", " "))


def said():
    """Return (where, text) of everything that the course says in its own voice."""
    for lesson in shipped.lessons():
        for text in shipped.texts_of(lesson):
            yield lesson.key, to_html(text)
    for question in shipped.files().questions.values():
        yield question.key, question.rationale
        for item in question.value.get("options", []):
            yield question.key, item["value"].get("feedback", "")
        for name in ("feedback_true", "feedback_false"):
            yield question.key, question.value.get(name, "")
    for term in shipped.files().terms.values():
        yield term.key, term.definition
    for figure in shipped.files().figures.values():
        yield figure.key, figure.description


SAID = list(said())


@pytest.mark.parametrize("banned", BANNED)
def test_banned_wording_is_not_used(banned):
    pattern = re.compile(rf"\b{banned}", re.IGNORECASE)
    found = [
        (where, sentence)
        for where, text in SAID
        for sentence in sentences(text)
        if pattern.search(sentence)
        and not DENIED.search(sentence)
        and sentence.strip() not in REPORTED
    ]

    assert found == []


def test_spelling_is_american():
    """The name of a place in Oxford aside."""
    found = [
        (where, match[0])
        for where, text in SAID
        for match in BRITISH.finditer(text.replace("Oxford Centre", ""))
    ]

    assert found == []


def test_no_exclamation_marks_or_dashes_for_effect():
    assert [(w, t) for w, t in SAID if "!" in t or EM_DASH.search(t)] == []


def test_practice_pages_are_no_proof_of_effect():
    """What only web pages say is never called supported by evidence of a level."""
    references = shipped.files().references
    for lesson in shipped.lessons():
        for appraisal in shipped.appraisals_of(lesson):
            if appraisal.verdict == "supported":
                kinds = {references[key].kind for key in appraisal.references}
                assert kinds - {"web"} or appraisal.level is None, appraisal.claim
