import pytest

from media.domain.evidence import label
from media.enums import Verdict


@pytest.mark.parametrize(
    ("verdict", "level", "words"),
    [
        (Verdict.NOT_SUPPORTED, 1, "Not supported (level 1)"),
        ("theory", "5", "Theory (level 5)"),
        ("not_established", None, "Not established (no level)"),
        ("not_established", "", "Not established (no level)"),
        ("incorrect", "9", "Incorrect (no level)"),
        ("", 1, ""),
        (None, None, ""),
    ],
)
def test_label(verdict, level, words):
    assert label(verdict, level) == words
