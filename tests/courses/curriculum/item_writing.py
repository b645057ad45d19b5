"""Flaws of item writing that a script can see, in questions of course files.

The rules follow what is usually taught about multiple-choice items (Haladyna, Downing
and Rodriguez 2002, doi 10.1207/S15324818AME1503_5). A script sees form; whether an item
asks something worth knowing is for a reader.
"""

import re
from collections import Counter
from statistics import mean

CATCH_ALL = re.compile(r"\b(all|none|any|both) of the (above|other|others|following)\b")
NEGATIVE = re.compile(r"\b(not|except|never|least|cannot|isn’t|isn't)\b", re.IGNORECASE)
BOLD = re.compile(r"<(?:strong|b)>(.*?)</(?:strong|b)>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
QUOTED = re.compile(r"[“\"][^”\"]*[”\"]")
WORD = re.compile(r"[a-z]{5,}")
GOOD_PRACTICE = "general good practice"
# Longest may be so much longer than shortest.
RATIO, SLACK = 1.5, 12
# Everyday words of questions, which give nothing away.
COMMON_TEXT = """
    about above after against answer again another asked because before being below
    between block blocks called category chiropractic claim comes describes differ does
    during every fewer finding findings first following found gives given goes having
    inside known large later level levels likely lesson makes matter means might minutes
    months more most much needs number often older other others outside page pages part
    parts patient patients people place point points practitioner practitioners question
    rather reads records right safest says second seen session shows shown side sides
    small something source sources statement states still study such takes taught teach
    teaches teaching technique tells their them there these they thing things think third
    this those three under until used uses using weeks what when where which while whose
    with without woman words would years your
"""
COMMON = set(COMMON_TEXT.split())


def plain(html):
    return TAG.sub(" ", html)


def options(question):
    return [item["value"] for item in question.value["options"]]


def is_check(question):
    return bool({"check", "lab"} & set(question.tags))


def problems(questions):
    """Return every flaw as a line that begins with the key of its question."""
    found = []
    for question in questions:
        found += [f"{question.key}: {flaw}" for flaw in _flaws(question)]
    return found + [f"(all): {flaw}" for flaw in _flaws_of_all(questions)]


def _flaws(question):
    yield from _setting(question)
    yield from _stem(question)
    if question.type_key in ("single_choice", "multiple_response"):
        yield from _options(question)
    if question.type_key == "single_choice":
        yield from _one_key(question)
    if question.type_key == "true_false":
        for name in ("feedback_true", "feedback_false"):
            if not question.value[name]:
                yield f"{name} is missing"


def _setting(question):
    if not question.rationale.strip():
        yield "no rationale"
    if not question.references:
        yield from _without_reference(question)
    if not question.objective:
        yield "no objective"
    if not question.difficulty:
        yield "no difficulty"
    if not question.tags:
        yield "no tags"


def _stem(question):
    stem = question.value.get("stem", "")
    bold = " ".join(BOLD.findall(stem)).lower()
    for word in NEGATIVE.findall(QUOTED.sub(" ", plain(_last_sentence(stem)))):
        if word.lower() not in bold:
            yield f"“{word}” in the question is not in bold"


def _without_reference(question):
    # How a patient, a table and a record are handled is general good practice: it has
    # no source here, and a reference for form's sake would claim one. The rationale says so.
    if "handling" not in question.tags:
        yield "no reference"
    elif GOOD_PRACTICE not in " ".join(plain(question.rationale).lower().split()):
        yield f"no reference, and the rationale does not say “{GOOD_PRACTICE}”"


def _last_sentence(stem):
    """The question itself: what ends the stem, after a case that may say “not”."""
    paragraphs = [part for part in re.split(r"</p>|</li>", stem) if plain(part).strip()]
    if not paragraphs:
        return ""
    sentences = re.split(r"(?<=[.?:])\s+", paragraphs[-1].strip())
    asking = [sentence for sentence in sentences if "?" in sentence]
    return asking[-1] if asking else sentences[0]


def _options(question):
    found = options(question)
    texts = [plain(option["text"]) for option in found]
    if question.type_key == "single_choice" and not 3 <= len(found) <= 5:
        yield f"{len(found)} options"
    for text in texts:
        if CATCH_ALL.search(text.lower()):
            yield f"“{text}”"
    for option in found:
        if not option["feedback"]:
            yield f"no feedback for “{option['text']}”"
    lengths = sorted(map(len, texts))
    if lengths[-1] > RATIO * lengths[0] + SLACK:
        yield f"options of {lengths[0]} to {lengths[-1]} characters"
    if len({text.strip()[-1:] in ".?" for text in texts}) > 1:
        yield "some options end with a stop, some don't"
    if len({re.sub(r"\W+", " ", text.lower()).strip() for text in texts}) < len(texts):
        yield "an option stands twice"


def _one_key(question):
    found = options(question)
    [key] = [option for option in found if option["correct"]]
    rest = [option for option in found if not option["correct"]]
    stem = set(WORD.findall(plain(question.value["stem"]).lower())) - COMMON
    in_rest = set(WORD.findall(" ".join(plain(o["text"]) for o in rest).lower()))
    clues = stem & set(WORD.findall(plain(key["text"]).lower())) - in_rest
    if clues:
        yield f"only stem and key share: {', '.join(sorted(clues))}"
    longest = max(len(plain(option["text"])) for option in rest)
    if len(plain(key["text"])) > 1.25 * longest + 4:
        yield "the key is by far the longest option"


def _flaws_of_all(questions):
    single = [
        question for question in questions if question.type_key == "single_choice"
    ]
    keys, rest, places = [], [], Counter()
    for question in single:
        found = options(question)
        for option in found:
            (keys if option["correct"] else rest).append(len(plain(option["text"])))
        if len(found) == 4:
            places[[option["correct"] for option in found].index(True)] += 1
    if keys and mean(keys) > mean(rest):
        yield f"keys have {mean(keys):.1f} characters on average, the rest {mean(rest):.1f}"
    if (total := places.total()) >= 20:
        for place in range(4):
            if not 0.17 <= places[place] / total <= 0.33:
                yield f"the key stands {places[place]} of {total} times at place {place + 1}"
    said = Counter(
        question.value["answer"]
        for question in questions
        if question.type_key == "true_false"
    )
    if (total := said.total()) >= 6 and not 0.35 <= said["true"] / total <= 0.65:
        yield f"{said['true']} of {total} true-false items are true"
