"""Small files as Moodle writes them."""

import base64

from quizzes.exchange.moodle_xml import FORMAT

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)


def question(
    kind, *inner, text="<p>Which?</p>", name="Q", files="", written="html", **more
):
    """Return a question with what every one has; ``more``: other common elements."""
    common = {
        "defaultgrade": "1.0000000",
        "penalty": "0.3333333",
        "hidden": "0",
        "idnumber": "",
        **more,
    }
    return (
        f'<!-- question: 1234  -->\n  <question type="{kind}">\n'
        f"    <name>\n      <text>{name}</text>\n    </name>\n"
        f'    <questiontext format="{written}">\n'
        f"      <text><![CDATA[{text}]]></text>\n{files}    </questiontext>\n"
        '    <generalfeedback format="html">\n      <text></text>\n'
        "    </generalfeedback>\n"
        + "".join(f"    <{tag}>{value}</{tag}>\n" for tag, value in common.items())
        + "\n".join(inner)
        + "\n  </question>\n"
    )


def answer(fraction, text, feedback="", inner=""):
    return (
        f'    <answer fraction="{fraction}" format="html">\n'
        f"      <text><![CDATA[{text}]]></text>\n"
        f'      <feedback format="html">\n        <text><![CDATA[{feedback}]]></text>\n'
        f"      </feedback>\n{inner}    </answer>"
    )


def category(path):
    return (
        '<!-- question: 0  -->\n  <question type="category">\n    <category>\n'
        f"      <text>{path}</text>\n    </category>\n"
        '    <info format="moodle_auto_format">\n      <text></text>\n    </info>\n'
        "    <idnumber></idnumber>\n  </question>\n"
    )


def file(name, content=PNG, path="/"):
    encoded = base64.b64encode(content).decode()
    return f'<file name="{name}" path="{path}" encoding="base64">{encoded}</file>\n'


def quiz(*questions):
    return f"{HEAD}<quiz>\n{''.join(questions)}</quiz>\n"


def read(*questions):
    return FORMAT.read(quiz(*questions).encode())


def read_one(*parts, **more):
    """Return the only item of a file and the messages about it."""
    package = read(question(*parts, **more))
    (item,) = package.items
    return item, [problem.message for problem in package.problems]


def left_out(*parts, **more):
    """Return why the only question of a file is left out."""
    package = read(question(*parts, **more))
    assert not package.items
    (problem,) = package.problems
    assert problem.severity == "left_out"
    assert (problem.item, problem.line) == (1, 4)
    return problem.message
