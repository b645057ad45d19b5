"""Which formats there are, and how a host adds its own."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from quizzes.exchange import formats

from .shelf import Shelf


def test_host_adds_a_format(shelf):
    assert formats.get("shelf") is shelf
    assert shelf in formats.all_formats()
    assert formats.sniff(b"SHELF\n[]", "any.txt") is shelf
    with pytest.raises(LookupError):
        formats.get("no-such")


def test_format_is_found_by_its_bytes_and_not_by_a_wish():
    assert formats.sniff(b"\x00\x01\x02\x03", "questions.bin") is None


@pytest.mark.parametrize("key", ["", "Shelf", "she lf", "a" * 21])
def test_key_of_a_format_fits_where_it_is_kept(key):
    wrong = Shelf()
    wrong.key = key
    with pytest.raises(ImproperlyConfigured):
        formats.register(wrong)


def test_key_is_taken_only_once(shelf):
    assert formats.register(shelf) is shelf
    with pytest.raises(ImproperlyConfigured, match="already"):
        formats.register(Shelf())


def test_every_format_has_a_key_of_its_own_and_says_what_it_can():
    every = formats.all_formats()

    assert len({known.key for known in every}) == len(every)
    for known in every:
        assert known.can_read or known.can_write
        assert known.label
        assert known.extension
