"""Questions of QTI 2.1, 2.2 and 3.0, in the words of our types."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from . import html, qti2_body
from . import moodle_answers as answers
from .found import LeftOut
from .moodle_answers import Answer
from .qti2_answers import Declared, choice_options, gap, number, written
from .qti2_feedback import Feedback
from .qti2_rules import Processing
from .qti_gaps import asked
from .qti_source import Source, content
from .qti_tree import every
from .xml import Node

Fields = dict[str, Any]
TRUTH = {"true": True, "false": False}


class Question:
    """What is known of a question while it is read."""

    def __init__(self, source: Source) -> None:
        self.source = source
        item = source.node
        self.body = qti2_body.read(source, item)
        self.declared = {
            each.attributes.get("identifier", ""): Declared(each)
            for each in item.all("responseDeclaration")
        }
        self.processing = Processing(item)
        self.feedback = Feedback(source, self.processing, self.body.feedback)

    def declaration(self, node: Node) -> Declared:
        name = node.attributes.get("responseIdentifier", "")
        if name not in self.declared:
            raise LeftOut(_("It does not say which answer is right."))
        return self.declared[name]


def read(source: Source) -> tuple[str, Fields, str, str]:
    """Return type, fields, rationale, and the HTML of the question itself."""
    item = source.node
    if item.child("templateDeclaration") or item.child("templateProcessing"):
        raise LeftOut(_("What it shows is worked out anew for each learner."))
    for each in every(item, "assessmentStimulusRef"):
        name = each.attributes.get("title") or each.attributes.get("href", "")
        source.changed(
            _("The text “%(name)s” that it is about does not come in.")
            % {"name": name[:80]}
        )
    question = Question(source)
    type_key, fields = _asked(question)
    rationale = source.safe(question.feedback.rationale)
    if question.body.scoring and type_key == "essay":
        fields["sample"] = source.safe(question.body.scoring)
    elif question.body.scoring:
        source.drop(_("what it says to whoever marks it"))
    question.feedback.done()
    value = (question.body.before or "") + question.body.value
    return type_key, fields, rationale, value


def _asked(question: Question) -> tuple[str, Fields]:
    body, source = question.body, question.source
    if not body.blocks and not body.gaps:
        raise LeftOut(_("It is a text, which asks nothing."))
    gaps = [node for node in body.gaps if node.tag != "gap"]
    if not body.blocks:
        found = [gap(source, question, node) for node in gaps]
        return asked(source, body.value, found, before=body.before)
    if len(body.blocks) > 1 or gaps:
        raise LeftOut(_("It asks several things at once."))
    (node,) = body.blocks
    if node.tag == "gapMatchInteraction":
        return _gap_match(question, node)
    type_key, fields = READERS[node.tag](question, node)
    return type_key, {"stem": source.stem(body.value), **fields}


def _choice(question: Question, node: Node) -> tuple[str, Fields]:
    source, declared = question.source, question.declaration(node)
    options = choice_options(source, question, node.all("simpleChoice"), declared)
    if len(options) < 2:
        raise LeftOut(_("It has fewer than two options."))
    if declared.cardinality == "single":
        options = question.feedback.with_whole(declared.name, options)
        words = [each.text.casefold() for each in options]
        if sorted(words) == ["false", "true"]:
            return "true_false", _true_false(options)
        return "single_choice", {"options": answers.single(options, source)}
    if declared.cardinality != "multiple":
        raise LeftOut(_("It asks for an order of options to choose."))
    right = set(declared.correct)
    names = [each.attributes.get("identifier", "") for each in node.all("simpleChoice")]
    if declared.is_mapped(question.processing):
        total = sum(each.fraction for each in options if each.fraction > 0)
        if not total:
            raise LeftOut(_("No option of it is right."))
        shared = [
            Answer(each.text, each.fraction * 100 / total, each.feedback)
            for each in options
        ]
        return "multiple_response", {"options": answers.multiple(shared, source)}
    if not right & set(names):
        raise LeftOut(_("No option of it is right."))
    found = [
        answers.option(each, correct=name in right)
        for each, name in zip(options, names, strict=True)
    ]
    return "multiple_response", {"options": found, "all_or_nothing": True}


def _true_false(options: list[Answer]) -> Fields:
    right = [TRUTH[each.text.casefold()] for each in options if each.is_whole]
    if len(right) != 1:
        raise LeftOut(_("It does not say whether it is true or false."))
    return {
        "answer": right[0],
        **{
            f"feedback_{each.text.casefold()}": each.feedback
            for each in options
            if each.feedback
        },
    }


def _texts(question: Question, nodes: list[Node]) -> dict[str, str]:
    """Return the text of choices by their names."""
    found: dict[str, str] = {}
    for each in nodes:
        text = question.source.line(content(each))
        if not text:
            raise LeftOut(_("An option of it holds no text, such as only a picture."))
        found[each.attributes.get("identifier", "")] = text
    if len(found) < len(nodes):
        raise LeftOut(_("Two of its choices have the same name."))
    return found


def _order(question: Question, node: Node) -> tuple[str, Fields]:
    declared = question.declaration(node)
    texts = _texts(question, node.all("simpleChoice"))
    if len(texts) < 2 or sorted(declared.correct) != sorted(texts):
        raise LeftOut(_("It does not say which order is right."))
    if declared.name not in question.processing.placed:
        question.source.changed(
            _("A part of the order is worth a part of the mark now.")
        )
    return "ordering", {"items": [texts[name] for name in declared.correct]}


def _match(question: Question, node: Node) -> tuple[str, Fields]:
    sets = [each.all("simpleAssociableChoice") for each in node.all("simpleMatchSet")]
    if len(sets) != 2:
        raise LeftOut(_("What it offers can’t be asked here."))
    rows, columns = (_texts(question, each) for each in sets)
    pairs = question.declaration(node).pairs()
    for prompts, matches, ordered in (
        (rows, columns, pairs),
        (columns, rows, [pair[::-1] for pair in pairs]),
    ):
        firsts = [pair[0] for pair in ordered]
        if sorted(firsts) == sorted(prompts) and {pair[1] for pair in ordered} <= set(
            matches
        ):
            return "matching", _pairs(question, node, prompts, matches, dict(ordered))
    raise LeftOut(_("A prompt of it does not have just one right match."))


def _associate(question: Question, node: Node) -> tuple[str, Fields]:
    texts = _texts(question, node.all("simpleAssociableChoice"))
    pairs = question.declaration(node).pairs()
    used = [name for pair in pairs for name in pair]
    if len(set(used)) < len(used) or not set(used) <= set(texts):
        raise LeftOut(_("A prompt of it does not have just one right match."))
    question.source.changed(_("One of each pair is given; its match is looked for."))
    prompts = {first: texts[first] for first, _second in pairs}
    matches = {name: text for name, text in texts.items() if name not in prompts}
    return "matching", _pairs(question, node, prompts, matches, dict(pairs))


def _pairs(
    question: Question,
    node: Node,
    prompts: Mapping[str, str],
    matches: Mapping[str, str],
    right: Mapping[str, str],
) -> Fields:
    declared = question.declaration(node)
    worth = {declared.worth(f"{name} {right[name]}") for name in prompts}
    if len(worth) > 1 and question.processing.maps(declared.name):
        question.source.changed(_("Each pair is worth the same now."))
    elif not question.processing.maps(declared.name):
        question.source.changed(_("A part of the pairs is worth a part of the mark."))
    used = set(right.values())
    distractors = [text for name, text in matches.items() if name not in used]
    return {
        "pairs": [
            {"prompt": text, "match": matches[right[name]]}
            for name, text in prompts.items()
        ],
        **({"distractors": distractors} if distractors else {}),
    }


def _gap_match(question: Question, node: Node) -> tuple[str, Fields]:
    """Return a text into which words are dragged as one with lists of them."""
    source, declared = question.source, question.declaration(node)
    if node.all("gapImg"):
        raise LeftOut(_("An option of it holds no text, such as only a picture."))
    words = _texts(question, node.all("gapText"))
    right = {where: word for word, where in declared.pairs()}
    gaps = []
    for each in question.body.gaps:
        word = right.get(each.attributes.get("identifier", ""))
        if word not in words or len(set(words.values())) < 2:
            raise LeftOut(_("A gap of it has no right answer."))
        options = [
            Answer(text, answers.WHOLE if text == words[word] else answers.WHOLE * 0)
            for text in dict.fromkeys(words.values())
        ]
        gaps.append({"kind": "choice", "options": answers.single(options, source)})
    source.changed(_("Words are chosen from lists, no longer dragged."))
    return asked(source, question.body.value, gaps)


def _essay(question: Question, node: Node) -> tuple[str, Fields]:
    source = question.source
    name = node.attributes.get("responseIdentifier", "")
    declared = question.declared.get(name)
    if declared is not None and declared.is_marked(question.processing):
        if declared.base in {"float", "integer"}:
            return "numeric", number(question, declared)
        return "short_text", written(question, declared)
    if int(_digits(node.attributes.get("maxStrings", "1"))) > 1:
        source.changed(_("It asked for several answers; now for one text."))
    if declared is not None and declared.correct:
        sample = "".join(html.from_plain(each) for each in declared.correct)
        return "essay", {"sample": html.clean(sample)}
    return "essay", {}


def _digits(text: str) -> str:
    return text[:4] if text.isascii() and text.isdigit() else "1"


READERS: Mapping[str, Callable[[Question, Node], tuple[str, Fields]]] = {
    "choiceInteraction": _choice,
    "orderInteraction": _order,
    "matchInteraction": _match,
    "associateInteraction": _associate,
    "extendedTextInteraction": _essay,
}
