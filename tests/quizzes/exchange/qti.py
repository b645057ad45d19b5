"""Small packages as Canvas and the examples of 1EdTech write them."""

import html
import io
import zipfile

from quizzes.exchange.qti import FORMAT

from .moodle import PNG

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
OF_12 = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
OF_2 = "http://www.imsglobal.org/xsd/imsqti_v2p1"
OF_3 = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
MANIFEST = "imsmanifest.xml"


def package(files, *, packing=zipfile.ZIP_DEFLATED):
    """Return a packed file; ``files``: path -> text or bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", packing) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return packed.getvalue()


def manifest(*resources):
    return (
        f'{HEAD}<manifest identifier="m" xmlns="http://www.imsglobal.org/xsd/'
        'imsccv1p1/imscp_v1p1">\n<metadata><schema>IMS Content</schema>'
        "<schemaversion>1.1.3</schemaversion></metadata>\n<organizations/>\n"
        f"<resources>\n{''.join(resources)}</resources>\n</manifest>\n"
    )


def resource(path, kind="imsqti_xmlv1p2", inner=""):
    return (
        f'<resource identifier="{abs(hash(path))}" type="{kind}" href="{path}">\n'
        f'{inner}<file href="{path}"/>\n</resource>\n'
    )


def material(text, texttype="text/html"):
    return (
        f'<material>\n<mattext texttype="{texttype}">{html.escape(text, quote=False)}'
        "</mattext>\n</material>\n"
    )


def label(ident, text, texttype="text/plain", **more):
    attributes = "".join(f' {name}="{value}"' for name, value in more.items())
    return (
        f'<response_label ident="{ident}"{attributes}>{material(text, texttype)}'
        "</response_label>\n"
    )


def lid(ident, *labels, cardinality="Single", about=""):
    return (
        f'<response_lid ident="{ident}" rcardinality="{cardinality}">\n{about}'
        f"<render_choice>\n{''.join(labels)}</render_choice>\n</response_lid>\n"
    )


def fib(ident="response1", **attributes):
    named = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return (
        f'<response_str ident="{ident}" rcardinality="Single">\n<render_fib{named}>\n'
        '<response_label ident="answer1" rshuffle="No"/>\n</render_fib>\n'
        "</response_str>\n"
    )


def equal(ident, answer):
    return f'<varequal respident="{ident}">{answer}</varequal>\n'


def scored(condition, points="100", action="Set", feedback=""):
    return (
        f'<respcondition continue="No">\n<conditionvar>\n{condition}</conditionvar>\n'
        f'<setvar action="{action}" varname="SCORE">{points}</setvar>\n'
        f"{shows(feedback)}</respcondition>\n"
    )


def told(condition, feedback):
    return (
        f'<respcondition continue="Yes">\n<conditionvar>{condition}</conditionvar>\n'
        f"{shows(feedback)}</respcondition>\n"
    )


def shows(feedback):
    if not feedback:
        return ""
    return f'<displayfeedback feedbacktype="Response" linkrefid="{feedback}"/>\n'


def itemfeedback(ident, text):
    return (
        f'<itemfeedback ident="{ident}">\n<flow_mat>\n{material(text)}</flow_mat>\n'
        "</itemfeedback>\n"
    )


def field(name, value):
    return (
        f"<qtimetadatafield>\n<fieldlabel>{name}</fieldlabel>\n"
        f"<fieldentry>{value}</fieldentry>\n</qtimetadatafield>\n"
    )


def canvas_item(
    kind, offers, conditions="", *feedback, text="<div><p>Which?</p></div>", **more
):
    """Return a question as Canvas writes it, with its metadata."""
    fields = {"question_type": kind, "points_possible": "1.0", **more}
    said = "".join(field(name, value) for name, value in fields.items())
    return (
        f'<item ident="g1" title="Question">\n<itemmetadata>\n<qtimetadata>\n{said}'
        f"</qtimetadata>\n</itemmetadata>\n<presentation>\n{material(text)}{offers}"
        "</presentation>\n<resprocessing>\n<outcomes>\n"
        '<decvar maxvalue="100" minvalue="0" varname="SCORE" vartype="Decimal"/>\n'
        f"</outcomes>\n{conditions}</resprocessing>\n{''.join(feedback)}</item>\n"
    )


def assessment(*items, title="Pelvis", before=""):
    return (
        f'{HEAD}<questestinterop xmlns="{OF_12}">\n<assessment ident="a" '
        f'title="{title}">\n<section ident="root_section">\n{before}{"".join(items)}'
        "</section>\n</assessment>\n</questestinterop>\n"
    )


def item_2(body, declarations="", processing="", after="", *, title="Q", version=OF_2):
    return (
        f'{HEAD}<assessmentItem xmlns="{version}" identifier="q" title="{title}" '
        f'adaptive="false" timeDependent="false">\n{declarations}\n'
        '<outcomeDeclaration identifier="SCORE" cardinality="single" '
        f'baseType="float"/>\n<itemBody>\n{body}\n</itemBody>\n{processing}\n{after}'
        "</assessmentItem>\n"
    )


def item_3(body, declarations="", processing="", after="", *, title="Q"):
    return (
        f'{HEAD}<qti-assessment-item xmlns="{OF_3}" identifier="q" title="{title}" '
        f'time-dependent="false" xml:lang="en-US">\n{declarations}\n'
        '<qti-outcome-declaration identifier="SCORE" cardinality="single" '
        f'base-type="float"/>\n<qti-item-body>\n{body}\n</qti-item-body>\n'
        f"{processing}\n{after}</qti-assessment-item>\n"
    )


def declared(*values, cardinality="single", base="identifier", name="RESPONSE", mapping=""):  # fmt: skip
    """Return a declared response of QTI 2."""
    right = "".join(f"<value>{value}</value>" for value in values)
    right = f"<correctResponse>{right}</correctResponse>" if values else ""
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" '
        f'baseType="{base}">{right}{mapping}</responseDeclaration>\n'
    )


def mapped(entries, **more):
    named = "".join(f' {name}="{value}"' for name, value in more.items())
    inner = "".join(
        f'<mapEntry mapKey="{key}" mappedValue="{worth}"/>'
        for key, worth in entries.items()
    )
    return f'<mapping defaultValue="0"{named}>{inner}</mapping>'


def template(name):
    address = f"http://www.imsglobal.org/question/qti_v2p1/rptemplates/{name}"
    return f'<responseProcessing template="{address}"/>'


MATCH, MAP = template("match_correct"), template("map_response")


def choice(*choices, prompt="Which?", most=1):
    inner = "".join(
        f'<simpleChoice identifier="{name}">{text}</simpleChoice>'
        for name, text in choices
    )
    return (
        f'<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" '
        f'maxChoices="{most}"><prompt>{prompt}</prompt>{inner}</choiceInteraction>'
    )


def messages(found):
    return [problem.message for problem in found.problems]


def read_one(text):
    """Return the only item of a file and the messages about it."""
    found = FORMAT.read(text.encode())
    (item,) = found.items
    return item, messages(found)


def left_out(text):
    """Return why the only question of a file is left out."""
    found = FORMAT.read(text.encode())
    assert not found.items
    (problem,) = found.problems
    assert problem.severity == "left_out"
    assert problem.item == 1
    return problem.message


__all__ = ["PNG"]
