import textwrap

import pytest

COURSE = """\
schema: 1
key: small
title: A small course
summary: One lesson and one quiz.
introduction: |
  **Welcome.**
audience: Anyone.
evidence_policy: Claims carry a verdict.
completion: Read it.
figure: f01
in_order: true
contact:
  questions: questions@example.org
instructors:
  - key: ann
    name: Ann Li
    credentials: DC
    biography: Teaches.
    disclosure: Nothing to disclose.
    disclosed_on: 2026-11-20
objectives:
  - key: o-1
    text: Name the two ends.
modules:
  - key: m1
    title: First
    summary: The first module.
    requires: []
    lessons: [l-1, l-2]
    quiz:
      key: q-m1
      title: First quiz
      introduction: Two questions.
      pass_mark: 75
      sections:
        - questions: [q-1]
        - draw: {count: 1, objective: o-1, tag: drawn}
  - key: m2
    title: Second
    requires: [m1]
    lessons: [l-3]
"""

LESSON = """\
---
key: l-1
title: "The two ends"
minutes: 10
minimum_minutes: 2.5
clinical: true
objectives: [o-1]
summary: Sacrum and occiput.
---

## Two ends

The [[sacrum]] carries the spine[^ends].

:::note ends
claim: The two ends move together.
verdict: theory
level: 5
references: [heese-1991]
text: |
  Reasoning, not measured.
:::

More prose, with [[sacrum|the bone]].

:::figure f01
caption: The pelvis.
size: wide
:::

:::procedure
title: Looking
introduction: First this.
steps:
  - title: Stand
    text: Stand *still*.
    figure: f01
    caution: Not too long.
  - title: Look
    text: Look.
stop: Stop when it hurts.
:::

:::claim
claim: It helps.
source: An advertisement
verdict: not-supported
level: 1
references: [heese-1991]
text: It did not.
:::

:::callout red-flag
title: Refer
text: |
  - Numbness
:::

:::table
caption: Which is which
header: [End, Bone]
row_headers: true
rows:
  - [Lower, Sacrum]
  - [Upper, Occiput]
:::

:::check q-3
:::

:::references
keys: [heese-1991]
:::
"""

OTHER_LESSON = """\
---
key: {key}
title: Another
minutes: 5
objectives: [o-1]
summary: Short.
---
Some prose.
"""

QUESTIONS = """\
- key: q-1
  type: single-choice
  objective: o-1
  difficulty: easy
  tags: [fixed]
  stem: Which is the lower end?
  rationale: The sacrum is.
  references: [heese-1991]
  figure: f01
  options:
    - text: Sacrum
      correct: true
      feedback: Yes.
    - text: Occiput
- key: q-2
  type: true-false
  objective: o-1
  difficulty: medium
  tags: [drawn]
  stem: The occiput is above.
  rationale: It is.
  verdict: theory
  level: 5
  answer: true
- key: q-3
  type: numeric
  objective: o-1
  difficulty: easy
  tags: [check]
  stem: How many ends?
  rationale: Two.
  answer: 2
"""

FIGURES = """\
- key: f01
  title: The pelvis
  alt: The pelvis from the front.
  description: The sacrum stands in the middle.
  credit: "Drawing: the project."
  licence: CC BY 4.0
  structures:
    - key: sacrum
      label: Sacrum
      latin: Os sacrum
      side: midline
      layer: bone
      text: The keystone.
      anchor: [0.5, 0.25]
"""

SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50">
<g id="sacrum"><path d="M10 10L20 40Z" fill="#dccba9"/></g>
</svg>
"""

REFERENCES = """\
- key: heese-1991
  kind: article
  authors: Heese N
  title: A biography
  source: Chiropr Hist
  year: 1991
  locator: 11(1):13-5
  doi: ""
  pmid: 12345
  url: ""
  checked: record
  finding: A life.
"""

GLOSSARY = """\
- key: sacrum
  term: Sacrum
  latin: Os sacrum
  definition: The bone at the base of the spine.
"""

FILES = {
    "course.yaml": COURSE,
    "lessons/one.md": LESSON,
    "lessons/two.md": OTHER_LESSON.format(key="l-2"),
    "lessons/three.md": OTHER_LESSON.format(key="l-3"),
    "questions/all.yaml": QUESTIONS,
    "figures.yaml": FIGURES,
    "figures/f01.svg": SVG,
    "references.yaml": REFERENCES,
    "glossary.yaml": GLOSSARY,
}


class Folder:
    """A small course that is right, in files that a test can spoil."""

    def __init__(self, path):
        self.path = path
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name, text):
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(text, bytes):
            path.write_bytes(text)
        else:
            path.write_text(textwrap.dedent(text), encoding="utf-8")

    def replace(self, name, old, new, count=1):
        text = (self.path / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new, count))

    def line(self, name, part):
        """Return the line of a file on which ``part`` stands."""
        lines = (self.path / name).read_text(encoding="utf-8").splitlines()
        return next(n for n, line in enumerate(lines, 1) if part in line)

    def remove(self, name):
        (self.path / name).unlink()


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)
