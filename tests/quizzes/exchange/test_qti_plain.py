"""QTI 1.2 as its standard writes it, and QTI 2.1, 2.2 and 3.0 items."""

import pytest

from quizzes.exchange.qti import FORMAT

from .qti import (
    HEAD,
    MANIFEST,
    MAP,
    MATCH,
    OF_3,
    OF_12,
    PNG,
    choice,
    declared,
    equal,
    fib,
    item_2,
    item_3,
    itemfeedback,
    label,
    left_out,
    lid,
    manifest,
    mapped,
    material,
    messages,
    package,
    read_one,
    resource,
    scored,
    told,
)

TWO = (("A", "Atlas"), ("B", "Sacrum"))


def fields_of(text):
    item, said = read_one(text)
    assert said == []
    return item.type_key, item.fields


def plain(presentation, processing="", after="", *, begin=""):
    return (
        f'{HEAD}{begin}<questestinterop xmlns="{OF_12}">\n<qticomment>An example.'
        '</qticomment>\n<item ident="i" title="Days">\n<presentation>\n<flow>\n'
        f"{presentation}</flow>\n</presentation>\n<resprocessing>{processing}"
        f"</resprocessing>\n{after}</item>\n</questestinterop>\n"
    )


DAYS = [label("A", "Monday"), label("B", "Friday"), label("C", "Tuesday")]
ASKS = material("Which day?", "text/plain")


def test_plain_single_choice_with_its_feedback():
    item, said = read_one(
        plain(
            ASKS + lid("r", *DAYS),
            scored(equal("r", "B"), "5", feedback="yes") + told("<other/>", "no"),
            itemfeedback("yes", "Right.") + itemfeedback("no", "Look again."),
        )
    )
    assert said == []
    assert item.line == 4
    assert item.fields == {
        "stem": "<p>Which day?</p>",
        "options": [
            {"text": "Monday", "feedback": "Look again."},
            {"text": "Friday", "correct": True, "feedback": "Right."},
            {"text": "Tuesday", "feedback": "Look again."},
        ],
    }


def test_plain_multiple_choice_with_points_for_each():
    rules = scored(equal("r", "A"), "1", "Add") + scored(equal("r", "C"), "1", "Add")
    rules += scored(equal("r", "B"), "2", "Subtract")
    kind, fields = fields_of(
        plain(ASKS + lid("r", *DAYS, cardinality="Multiple"), rules)
    )
    assert kind == "multiple_response"
    assert fields["options"] == [
        {"text": "Monday", "correct": True},
        {"text": "Friday"},
        {"text": "Tuesday", "correct": True},
    ]
    assert "all_or_nothing" not in fields


def test_hints_and_solution():
    after = (
        f'<itemfeedback ident="s"><solution><solutionmaterial>{material("Count.")}'
        f'</solutionmaterial></solution></itemfeedback><itemfeedback ident="h"><hint>'
        f"<hintmaterial>{material('After Sunday.')}</hintmaterial><hintmaterial>"
        f"{material('Moon.')}</hintmaterial></hint></itemfeedback>"
    )
    item, said = read_one(plain(ASKS + lid("r", *DAYS), scored(equal("r", "A")), after))
    assert item.rationale == "<p>Count.</p>"
    assert item.hints == ("<p>After Sunday.</p>", "<p>Moon.</p>")
    assert said == []


def test_plain_text_with_gaps():
    inner = (
        material("Now is the", "text/plain")
        + fib("a")
        + material("of our", "text/plain")
        + fib("b", fibtype="Integer")
        + material("content.", "text/plain")
    )
    rules = scored('<varequal respident="a" case="Yes">Winter</varequal>', "1", "Add")
    rules += scored(equal("b", "12"), "1", "Add")
    item, said = read_one(plain(inner, rules))
    assert item.type_key == "fill_in_blanks"
    assert item.fields == {
        "stem": "<p>Fill in the blanks.</p>",
        "text": "<p>Now is the [[1]] of our [[2]] content.</p>",
        "gaps": [
            {"kind": "text", "accepted": ["Winter"], "case_sensitive": True},
            {"kind": "number", "answer": 12, "tolerance": 0},
        ],
    }
    assert said == ["It begins with “Fill in the blanks.” now."]


def test_part_of_a_text_is_enough():
    rule = scored('<varsubstring respident="a">nutat</varsubstring>', "1")
    _kind, fields = fields_of(
        plain(ASKS + fib("a"), scored(equal("a", "nod"), "1") + rule)
    )
    assert fields["accepted"] == ["nod", "*nutat*"]
    assert fields["wildcards"] is True


def test_essay_has_several_rows_or_no_right_answer():
    assert fields_of(plain(ASKS + fib("a", rows="5")))[0] == "essay"
    assert fields_of(plain(ASKS + fib("a")))[0] == "essay"


@pytest.mark.parametrize("inner", ["", " [\n<!ELEMENT a (b+)>\n]", " []"])
def test_name_of_a_grammar_does_no_harm(inner):
    begin = (
        f'<!DOCTYPE questestinterop SYSTEM "ims_qtiasiv1p2.dtd"{inner}>\n<!-- > -->\n'
    )
    item, _said = read_one(
        plain(ASKS + lid("r", *DAYS), scored(equal("r", "A")), begin=begin)
    )
    assert item.line == 6 + inner.count("\n")


@pytest.mark.parametrize(
    "offer",
    [
        '<response_xy ident="x"><render_hotspot/></response_xy>',
        '<response_grp ident="x"><render_extension/></response_grp>',
        '<response_lid ident="x"><render_hotspot><response_label ident="a"/></render_hotspot></response_lid>',
    ],
)  # fmt: skip
def test_plain_offers_that_can_not_be_asked(offer):
    assert left_out(plain(ASKS + offer)) == "What it offers can’t be asked here."


def test_recordings_are_named():
    sound = "<material><mataudio uri='a.mp3'/><mattext>Listen.</mattext></material>"
    _item, said = read_one(plain(sound + lid("r", *DAYS), scored(equal("r", "A"))))
    assert said == ["These do not come in: a recording."]


# QTI 2 and 3


def test_choice_of_qti_2():
    item, said = read_one(item_2(choice(*TWO), declared("B"), MATCH, title="Bones"))
    assert said == []
    assert item.name == "Bones"
    assert item.key == item.category == ""
    assert item.line == 2
    assert item.fields == {
        "stem": "<p>Which?</p>",
        "options": [{"text": "Atlas"}, {"text": "Sacrum", "correct": True}],
    }


OF_QTI_3 = item_3(
    """<p>Look at <em>this</em>.</p>
    <qti-choice-interaction response-identifier="RESPONSE" shuffle="false" max-choices="1">
      <qti-prompt>True or not?</qti-prompt>
      <qti-simple-choice identifier="T" fixed="true">True
        <qti-feedback-inline outcome-identifier="FEEDBACK" identifier="T" show-hide="show">
        Yes &#8212; <strong>right</strong></qti-feedback-inline></qti-simple-choice>
      <qti-simple-choice identifier="F">False</qti-simple-choice>
    </qti-choice-interaction>""",
    """<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier">
    <qti-correct-response><qti-value>T</qti-value></qti-correct-response></qti-response-declaration>
    <qti-outcome-declaration identifier="FEEDBACK" cardinality="single" base-type="identifier"/>""",
    """<qti-response-processing><qti-set-outcome-value identifier="FEEDBACK">
    <qti-variable identifier="RESPONSE"/></qti-set-outcome-value>
    <qti-response-condition><qti-response-if>
      <qti-match><qti-variable identifier="RESPONSE"/><qti-correct identifier="RESPONSE"/></qti-match>
      <qti-set-outcome-value identifier="SCORE"><qti-variable identifier="MAXSCORE"/></qti-set-outcome-value>
      <qti-set-outcome-value identifier="DONE"><qti-base-value base-type="identifier">ok</qti-base-value></qti-set-outcome-value>
    </qti-response-if><qti-response-else>
      <qti-set-outcome-value identifier="DONE"><qti-base-value base-type="identifier">bad</qti-base-value></qti-set-outcome-value>
    </qti-response-else></qti-response-condition></qti-response-processing>""",
    """<qti-modal-feedback outcome-identifier="DONE" identifier="bad" show-hide="show">
    <qti-content-body><p>Think again.</p></qti-content-body></qti-modal-feedback>""",
)  # fmt: skip


def test_true_or_false_of_qti_3_with_inline_and_modal_feedback():
    item, said = read_one(OF_QTI_3)
    assert item.type_key == "true_false"
    assert item.fields == {
        "stem": "<p>Look at <em>this</em>.</p><p>True or not?</p>",
        "answer": True,
        "feedback_true": "Yes — right",
        "feedback_false": "Think again.",
    }
    assert said == ["These do not come in: bold or italics."]


def test_names_of_both_versions_in_one_file():
    """Some examples of 1EdTech write both."""
    body = (
        "<p>He is the son of <qti-text-entry-interaction expected-length='15' "
        "response-identifier='RESPONSE'/></p>"
    )
    text = item_2(
        body,
        declared("York", base="string", mapping=mapped({"York": 1, "york": 0.5})),
        MAP,
        version=OF_3,
    )
    kind, fields = fields_of(text)
    assert kind == "short_text"
    assert fields == {
        "stem": "<p>He is the son of</p>",
        "accepted": ["York"],
        "others": [{"text": "york", "worth": 50}],
        "case_sensitive": True,
    }


@pytest.mark.parametrize(
    ("mapping", "processing", "whole"),
    [("", MATCH, True), (mapped({"A": 1, "B": 1, "C": -2}, lowerBound=0), MAP, False)],
)
def test_multiple_response(mapping, processing, whole):
    text = item_2(
        choice(*TWO, ("C", "Tibia"), most=0),
        declared("A", "B", cardinality="multiple", mapping=mapping),
        processing,
    )
    kind, fields = fields_of(text)
    assert kind == "multiple_response"
    assert [option.get("correct", False) for option in fields["options"]] == [True, True, False]  # fmt: skip
    assert fields.get("all_or_nothing", False) is whole


def test_other_points_of_options_are_named():
    text = item_2(
        choice(*TWO, ("C", "Tibia"), most=0),
        declared("A", "B", cardinality="multiple", mapping=mapped({"A": 2, "B": 1})),
        MAP,
    )
    _item, said = read_one(text)
    assert said == [
        "Right options are worth the same now, and 100% together.",
        "Wrong options now take away a part each, and 100% together.",
    ]


def order(*names):
    inner = "".join(f'<simpleChoice identifier="{n}">Item {n}</simpleChoice>' for n in names)  # fmt: skip
    return f'<orderInteraction responseIdentifier="RESPONSE"><prompt>Sort.</prompt>{inner}</orderInteraction>'


def test_order():
    text = item_2(order("A", "B", "C"), declared("C", "A", "B", cardinality="ordered"), MATCH)  # fmt: skip
    item, said = read_one(text)
    assert item.fields == {
        "stem": "<p>Sort.</p>",
        "items": ["Item C", "Item A", "Item B"],
    }
    assert said == ["A part of the order is worth a part of the mark now."]


def associable(**texts):
    return "".join(
        f'<simpleAssociableChoice identifier="{name}" matchMax="1">{text}'
        "</simpleAssociableChoice>"
        for name, text in texts.items()
    )


def match(rows, columns):
    return (
        '<matchInteraction responseIdentifier="RESPONSE" maxAssociations="4">'
        f"<prompt>Match.</prompt><simpleMatchSet>{rows}</simpleMatchSet>"
        f"<simpleMatchSet>{columns}</simpleMatchSet></matchInteraction>"
    )


PAIRS = {"C R": 1, "D M": 1}


@pytest.mark.parametrize("turned", [False, True])
def test_matching(turned):
    rows = associable(C="Capulet", D="Demetrius")
    columns = associable(R="Romeo", M="Dream")
    pairs = PAIRS
    if turned:
        rows, columns = columns, rows
        pairs = {"R C": 1, "M D": 1}
    kind, fields = fields_of(
        item_2(
            match(rows, columns),
            declared(*pairs, cardinality="multiple", base="directedPair", mapping=mapped(pairs)),
            MAP,
        )
    )  # fmt: skip
    assert kind == "matching"
    texts = {(pair["prompt"], pair["match"]) for pair in fields["pairs"]}
    expected = {("Capulet", "Romeo"), ("Demetrius", "Dream")}
    assert texts == ({pair[::-1] for pair in expected} if turned else expected)


def test_matching_by_columns_if_rows_have_several():
    rows = associable(A="Spine", B="Leg", X="Nothing")
    columns = associable(C="Atlas", D="Axis", E="Tibia")
    item, said = read_one(
        item_2(
            match(rows, columns),
            declared("A C", "A D", "B E", cardinality="multiple", base="directedPair"),
            MATCH,
        )
    )
    assert item.fields["pairs"] == [
        {"prompt": "Atlas", "match": "Spine"},
        {"prompt": "Axis", "match": "Spine"},
        {"prompt": "Tibia", "match": "Leg"},
    ]
    assert item.fields["distractors"] == ["Nothing"]
    assert said == ["A part of the pairs is worth a part of the mark."]


def test_pairs_of_one_set():
    inner = associable(
        A="Antonio", C="Capulet", P="Prospero", M="Montague", L="Lysander"
    )
    text = item_2(
        '<associateInteraction responseIdentifier="RESPONSE" maxAssociations="3">'
        f"<prompt>Rivals?</prompt>{inner}</associateInteraction>",
        declared("A P", "C M", cardinality="multiple", base="pair", mapping=mapped({"A P": 2, "C M": 1})),
        MAP,
    )  # fmt: skip
    item, said = read_one(text)
    assert item.fields["pairs"] == [
        {"prompt": "Antonio", "match": "Prospero"},
        {"prompt": "Capulet", "match": "Montague"},
    ]
    assert item.fields["distractors"] == ["Lysander"]
    assert said == [
        "One of each pair is given; its match is looked for.",
        "Each pair is worth the same now.",
    ]


def test_words_to_drag_become_lists():
    text = item_2(
        '<gapMatchInteraction responseIdentifier="RESPONSE"><prompt>Fill in.</prompt>'
        '<gapText identifier="W" matchMax="1">winter</gapText>'
        '<gapText identifier="S" matchMax="1">summer</gapText><blockquote><p>Now is the '
        '<gap identifier="G1"/> made <gap identifier="G2"/>.</p></blockquote>'
        "</gapMatchInteraction>",
        declared("W G1", "S G2", cardinality="multiple", base="directedPair"),
        MATCH,
    )
    item, said = read_one(text)
    assert item.fields["stem"] == "<p>Fill in.</p>"
    assert item.fields["text"] == "<p>Now is the [[1]] made [[2]].</p>"
    assert item.fields["gaps"][1]["options"] == [
        {"text": "winter"},
        {"text": "summer", "correct": True},
    ]
    assert said[0] == "Words are chosen from lists, no longer dragged."


def test_lists_in_a_text():
    text = item_2(
        "<p>Choose.</p><p>By this sun of <inlineChoiceInteraction "
        'responseIdentifier="RESPONSE"><inlineChoice identifier="G">Gloucester'
        '</inlineChoice><inlineChoice identifier="Y">York</inlineChoice>'
        "</inlineChoiceInteraction>;<br/>and</p>",
        declared("Y"),
        MATCH,
    )
    kind, fields = fields_of(text)
    assert kind == "fill_in_blanks"
    assert fields["text"] == "<p>By this sun of [[1]];<br>and</p>"


def test_brackets_of_a_text_make_no_gap():
    """Where nothing else stands for a gap, they stay as they are."""
    alone = NUMBER.replace("How many?", "How many [[1]]?")
    item, said = read_one(item_2(alone, declared("42", base="float"), MATCH))
    assert (item.fields["stem"], said) == ("<p>How many [[1]]?</p>", [])
    within = alone.replace("</p>", " bones.</p>")
    item, said = read_one(
        item_2(f"<p>Say.</p>{within}", declared("42", base="float"), MATCH)
    )
    assert item.fields["text"] == "<p>How many [ [1]]? [[1]] bones.</p>"
    assert said == ["“[[” became “[ [”: it would mark a gap."]


def test_gaps_without_a_right_answer_are_left_out():
    text = item_2('<p>Say <textEntryInteraction responseIdentifier="X"/></p>', declared("a"), MATCH)  # fmt: skip
    assert left_out(text) == "It does not say which answer is right."


NUMBER = '<p>How many? <textEntryInteraction responseIdentifier="RESPONSE"/></p>'


def conditions(*pairs):
    inner = "".join(
        f"<responseCondition><responseIf>{condition}<setOutcomeValue "
        f'identifier="SCORE"><baseValue baseType="float">{points}</baseValue>'
        "</setOutcomeValue></responseIf></responseCondition>"
        for condition, points in pairs
    )
    return f"<responseProcessing>{inner}</responseProcessing>"


VARIABLE = '<variable identifier="RESPONSE"/>'
CORRECT = '<correct identifier="RESPONSE"/>'


def near(mode, tolerance):
    return f'<equal toleranceMode="{mode}" tolerance="{tolerance}">{VARIABLE}{CORRECT}</equal>'  # fmt: skip


def value(number):
    return f'<baseValue baseType="float">{number}</baseValue>'


@pytest.mark.parametrize(
    ("processing", "expected"),
    [
        (MATCH, {"answer": 42, "tolerance": 0}),
        (conditions((near("exact", "0"), 1)), {"answer": 42, "tolerance": 0}),
        (conditions((near("absolute", "0.5"), 1)), {"answer": 42, "tolerance": 0.5}),
        (
            conditions((near("relative", "5 5"), 3)),
            {"answer": 42, "tolerance": 5, "tolerance_in": "percent"},
        ),
        (
            conditions((near("absolute", "1 2"), 1)),
            {"tolerance": 0, "ranges": [{"from": 41, "to": 44}]},
        ),
        (
            conditions(
                (near("absolute", "0"), 4),
                (
                    f"<and><gte>{VARIABLE}{value(40)}</gte>"
                    f"<lte>{VARIABLE}{value(45)}</lte></and>",
                    2,
                ),
            ),
            {
                "answer": 42,
                "tolerance": 0,
                "ranges": [{"from": 40, "to": 45, "worth": 50}],
            },
        ),
    ],
)
def test_numbers(processing, expected):
    kind, fields = fields_of(item_2(NUMBER, declared("42", base="float"), processing))
    assert kind == "numeric"
    assert fields == {"stem": "<p>How many?</p>", **expected}


def test_rounding_is_named():
    rounded = f'<equalRounded roundingMode="decimalPlaces" figures="3">{VARIABLE}{CORRECT}</equalRounded>'  # fmt: skip
    item, said = read_one(
        item_2(NUMBER, declared("7.389", base="float"), conditions((rounded, 1)))
    )
    assert item.fields["answer"] == 7.389
    assert said == ["Only the very number is right now."]


def test_essay_with_a_scoring_guide():
    text = item_2(
        '<p>Write.</p><extendedTextInteraction responseIdentifier="RESPONSE" '
        'expectedLines="5"><prompt>A <b>postcard</b>.</prompt></extendedTextInteraction>'
        '<rubricBlock view="scorer"><p>Look for thanks.</p></rubricBlock>'
        '<rubricBlock view="candidate"><p>Be short.</p></rubricBlock>'
        '<rubricBlock view="proctor"><p>Watch.</p></rubricBlock>',
        declared(base="string"),
    )
    item, said = read_one(text)
    assert item.type_key == "essay"
    assert item.fields == {
        "stem": "<p>Write.</p><p>A <b>postcard</b>.</p><p>Be short.</p>",
        "sample": "<p>Look for thanks.</p>",
    }
    assert said == ["These do not come in: what it says to others than learners."]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<hotspotInteraction responseIdentifier='RESPONSE'/>", "Questions of the type “hotspotInteraction” can’t be asked here."),
        ("<p><hottextInteraction/></p>", "Questions of the type “hottextInteraction” can’t be asked here."),
        ("<customInteraction/>", "Questions of the type “customInteraction” can’t be asked here."),
        ("<uploadInteraction/>", "Questions of the type “uploadInteraction” can’t be asked here."),
        ("<p>Read.</p>", "It is a text, which asks nothing."),
        (choice(*TWO) + choice(*TWO), "It asks several things at once."),
        (choice(*TWO) + NUMBER, "It asks several things at once."),
        (choice(TWO[0]), "It has fewer than two options."),
        (choice(("A", "<img src='a.png'/>"), ("B", "x")), "An option of it holds no text, such as only a picture."),
        (choice(("Q", "x"), ("R", "y")), "No option of it is right."),
        (order("A", "X"), "It does not say which order is right."),
        (match(associable(A="a"), ""), "It does not say which answer is right."),
        ("<p><printedVariable identifier='N'/></p>" + choice(*TWO), "What it shows is worked out anew for each learner."),
    ],
)  # fmt: skip
def test_what_can_not_be_asked_is_left_out_with_its_reason(body, reason):
    assert left_out(item_2(body, declared("B"), MATCH)) == reason


def test_template_is_left_out():
    text = item_2(choice(*TWO), declared("B") + '<templateDeclaration identifier="N"/>', MATCH)  # fmt: skip
    assert left_out(text) == "What it shows is worked out anew for each learner."


def test_text_of_another_file_is_named():
    text = item_2(choice(*TWO), declared("B") + '<assessmentStimulusRef identifier="s" href="night.xml" title="Night"/>', MATCH)  # fmt: skip
    _item, said = read_one(text)
    assert said == ["The text “Night” that it is about does not come in."]


def test_formula_table_and_prefix_of_html():
    body = (
        '<xh:p xmlns:xh="http://www.w3.org/1999/xhtml">A<xh:br/>b</xh:p><table><tr><td>'
        "c</td></tr></table>"
        '<m:math xmlns:m="http://www.w3.org/1998/Math/MathML"><m:mi>x</m:mi></m:math>'
    )
    item, said = read_one(item_2(body + choice(*TWO), declared("B"), MATCH))
    assert item.fields["stem"] == "<p>A<br>b</p><p>c</p><p>x</p><p>Which?</p>"
    assert said == ["These do not come in: a table, a formula."]


def test_package_of_items_in_the_order_of_its_list():
    test = f'{HEAD}<qti-assessment-test xmlns="{OF_3}" identifier="t" title="T"/>'
    pictured = item_2(
        '<p><img src="../img/%C3%A4.png" alt="A bone"/></p>' + choice(*TWO),
        declared("A"),
        MATCH,
        title="Second",
    )
    found = FORMAT.read(
        package(
            {
                "items/a.xml": OF_QTI_3,
                "items/b.xml": pictured,
                "img/ä.png": PNG,
                "style.css": "p{}",
                "t.xml": test,
                MANIFEST: manifest(
                    resource("t.xml", "imsqti_test_xmlv3p0"),
                    resource("items/b.xml", "imsqti_item_xmlv2p2", '<file href="img/ä.png"/>'),
                    resource("items/a.xml", "imsqti_item_xmlv3p0"),
                ),
            }
        )
    )  # fmt: skip
    assert [item.name for item in found.items] == ["Second", "Q"]
    assert found.items[0].picture.name == "ä.png"
    assert messages(found) == [
        "The test “t.xml” does not come in; its questions do.",
        "These do not come in: bold or italics.",
        "1 file of the package does not come in: style.css",
    ]
