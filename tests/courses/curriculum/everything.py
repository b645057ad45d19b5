"""A small course that uses everything course files can say."""

from courses.curriculum.yaml_writing import write
from quizzes import types
from tests.quizzes import pelvis, table
from tests.quizzes.factories import EVERY_SOURCE

from .conftest import FILES

RHYTHM = {
    "stem": "Follow the rhythm.",
    "reported": [
        {"source": "One source", "says": "10 to 14"},
        {"source": "Another one", "says": "6 to 12"},
    ],
}
# What asks about a figure, and which.
ASKS = {
    "label_figure": "pelvis-asked",
    "find_structure": "pelvis-asked",
    "block_placement": "table-asked",
    "cranial_rhythm": "f02",
}
MORE = {
    "multiple_response": {"all_or_nothing": True},
    "ordering": {"scoring": "longest-run"},
    "numeric": {
        "tolerance_in": "percent",
        "ranges": [{"from": 7, "to": 9.5, "worth": 50, "feedback": "Nearly."}],
    },
    "short_text": {
        "others": [{"text": "extension", "worth": 50, "feedback": "Of what?"}],
        "case_sensitive": True,
        "wildcards": True,
        "likeness": 85,
    },
    "label_figure": {"alt": "The sails from the front."},
    "find_structure": {"mode": "point", "tolerance": 7.5, "alt": "The sails."},
}


def questions():
    """Return an entry for every type that is known, with every field of it."""
    sources = {**EVERY_SOURCE, "cranial_rhythm": RHYTHM}
    found = []
    for number, question_type in enumerate(types.all_types(), start=1):
        key = question_type.key
        source = {**sources[key], **MORE.get(key, {})}
        stem = source.pop("stem")
        found.append(
            {
                "key": f"t-{number:02}",
                "type": types.source_key(question_type),
                "objective": "o-2",
                "difficulty": "hard",
                "tags": ["lab", "of every type"],
                "stem": f"{stem}\n\n- One [\\[x]] *and*\n- two\n",
                **({"figure": ASKS[key]} if key in ASKS else {}),
                "rationale": "Because of 1\\. and *that*: it\\'s so.\n",
                "hints": ["Look **closely**.", "Look again."],
                "references": ["book-2000", "heese-1991"],
                "verdict": "not-established",
                "level": 4,
                **source,
            }
        )
    return found


def figure(key, title, structures, **more):
    return {
        "key": key,
        **more,
        "title": title,
        "alt": f"{title}.",
        "description": "What is where.\n\nAnd more: a second paragraph.",
        "credit": "Drawing: the project.",
        "licence": "CC BY 4.0",
        "structures": [
            {
                name.replace("_", "-"): value
                for name, value in item.items()
                if value not in (None, "")
            }
            for item in structures
        ],
    }


def figures():
    moving = {"key": "sacrum", "label": "Sacrum", "side": "midline", "layer": "bone"}
    labelled = {
        **moving,
        "anchor": [0.5, 0.25],
        "label_at": [0.1, 0.123456],
        "text": "It.",
    }
    f02 = figure("f02", "Two phases", [labelled], view="anterior", position="supine")
    f02["phases"] = ["Flexion", "Extension"]
    return [
        f02,
        figure("pelvis-asked", "The sail", pelvis.STRUCTURES["items"]),
        figure("table-asked", "A table", table.STRUCTURES["items"]),
    ]


RULES = """\
      pass_mark: 60
      max_attempts: 3
      shuffle_questions: false
      shuffle_options: false
      wait_minutes: 60
      time_limit_minutes: 45
      layout: question
      one_way: true
      behaviour: tries
      max_tries: 2
      try_cost: 50
      counting: mean
      practice: true
      grace_seconds: 10
      on_expiry: discard
      review:
        during: []
        after: [mark, score]
"""
FINAL = """\
final:
  key: q-final
  title: Final
  introduction: All of it.
  sections:
    - title: A patient
      vignette: |
        A nurse, *41*, 5 < 6.
      figure: f02
      questions: [q-1, q-2]
    - vignette: Another one.
      draw: {count: 1, objective: o-1, difficulty: medium, tag: drawn}
modules:
"""
COURSE = (
    FILES["course.yaml"]
    .replace("      pass_mark: 75\n", RULES)
    .replace("modules:\n", FINAL)
    .replace("  - key: o-1\n", "  - key: o-2\n    text: 'Yes: no'\n  - key: o-1\n")
    .replace("  questions: q", "  complaints: c@example.org\n  questions: q")
    .replace("audience: Anyone.", 'audience: "Anyone.\\n\\nAnd others."')
    .replace("in_order: true", "in_order: false")
    .replace(
        "lessons: [l-3]",
        "lessons: [l-3, l-everything]\n    quiz:\n      key: q-m2"
        "\n      title: '1.50'\n      sections: [{draw: {count: 1}}]",
    )
)

CHECKS = "\n\n".join(f":::check t-{number:02}\n:::" for number in range(1, 40))
LESSON = """\
---
key: l-everything
title: "Everything: 'all' of it --- and # more"
minimum_minutes: 0.25
clinical: false
objectives: [o-2, o-1]
summary: >-
  A long summary that goes on and on, so that it does not fit on one line of the file and has to
  be folded.
---
A *first* paragraph with a [[ilium]], a [[sacrum|bone "in" words]], H<sub>2</sub>O, x<sup>2</sup>,
a [link](https://example.org/a_(b)?c=1&d=2) and a [letter](mailto:a@example.org)[^one][^two].
Then a break\\
and ***both*** of **bold *and* italic**, snake_case, 2 * 3 and it's "so".

:::note one
claim: |
  The claim: it has
  two lines.
verdict: conflicting
references: []
:::

:::note two
claim: 'No'
verdict: incorrect
level: 1
references: [heese-1991, book-2000]
text: |
  - One [[sacrum]]
  - two
:::

A second text.

### A heading with *italics*

1. First
   - nested
     1. deeper
2. Second

* A loose

* list

> Said by someone.

***

\\- No list. \\:::note no directive

:::figure f02
:::

:::procedure
title: Do it
steps:
  - title: Once
    text: |
      One [[ilium]].

      Two.
    figure: f01
    caption: A caption
    caution: A caution
stop: |
  Stop **now**.
:::

:::claim
claim: '8'
verdict: established
references: []
text: Text.
:::

:::callout caution
text: Text.
:::

:::callout key-point
title: 'null'
text: Text.
:::

:::table
caption: 'true'
header: ['', A, B]
rows:
  - [1, '2.50', "three, four"]
  - [a, '', "c: d"]
:::

""".replace("established\nref", "supported\nref")

REFERENCES = """\
- key: book-2000
  kind: book
  title: 'A book: its title'
  checked: unconfirmed
- key: unused
  kind: web
  title: Loaded, but never cited
  url: https://example.org/a?b=c
  checked: full-text
"""
GLOSSARY = """\
- key: ilium
  term: Ilium
  definition: A bone that is long enough to have a definition of more than one hundred characters, so that it is folded.
"""


def files():
    """Return the text of each file; the question types that are known make the rest."""
    count = len(types.all_types())
    checks = CHECKS.split("\n\n")[:count]
    # A check is answered at once, so a person's mark is none.
    by_hand = types.get("essay").key
    checks = [
        check
        for check, question_type in zip(checks, types.all_types(), strict=True)
        if question_type.key != by_hand
    ]
    references = ":::references\nkeys: [book-2000, heese-1991]\n:::\n"
    moving = FILES["figures/f01.svg"].replace(
        '<g id="sacrum">', '<g id="sacrum" opacity="1" data-to-opacity="0">'
    )
    return {
        **FILES,
        "course.yaml": COURSE,
        "lessons/everything.md": LESSON + "\n\n".join([*checks, references]),
        "questions/types.yaml": write(questions()),
        "figures-more.yaml": write(figures()),
        "figures/f02.svg": moving,
        "figures/pelvis-asked.svg": pelvis.SVG,
        "figures/table-asked.svg": table.SVG,
        "references-more.yaml": REFERENCES,
        "glossary-more.yaml": GLOSSARY,
    }
