import pytest
from hypothesis import given
from hypothesis import strategies as st

from media import webvtt
from media.webvtt import BadWebVTT, Cue
from tests.media.films import CAPTIONS

ONE = "WEBVTT\n\n00:00.000 --> 00:01.000\n"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "must be WEBVTT"),
        ("1\n00:00:01,000 --> 00:00:02,000\nHello", 1, "must be WEBVTT"),
        ("WEBVTTX\n", 1, "must be WEBVTT"),
        ("<!doctype html><p>Hello", 1, "must be WEBVTT"),
        ("WEBVTT", 1, "no cues"),
        ("WEBVTT\n\nNOTE nothing here\n", 4, "no cues"),
        ("WEBVTT\n00:00.000 --> 00:01.000\nHello", 2, "empty line must follow"),
        ("WEBVTT\n\nHello\n", 3, "Times are expected"),
        ("WEBVTT\n\n1\nHello\n", 4, "Times are expected"),
        ("WEBVTT\n\n00:01.000 --> 00:01.000\nA", 3, "after the start"),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nA", 3, "after the start"),
        ("WEBVTT\n\n00:01 --> 00:02\nA", 3, "must be written"),
        ("WEBVTT\n\n00:01,000 --> 00:02,000\nA", 3, "must be written"),
        ("WEBVTT\n\n00:61.000 --> 01:62.000\nA", 3, "must be written"),
        ("WEBVTT\n\n-00:01.000 --> 00:02.000\nA", 3, "must be written"),
        ("WEBVTT\n\n00:01.000 -->\nA", 3, "must be written"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000 onclick=x\nA", 3, "not a setting"),
        (
            "WEBVTT\n\n00:05.000 --> 00:06.000\nA\n\n00:04.000 --> 00:07.000\nB",
            6,
            "before the cue above",
        ),
        (f"{ONE}\n", 3, "no text"),
        (f"{ONE}<b></b>", 3, "no text"),
        (f"{ONE}<script>alert(1)</script>", 4, "<script> can’t be used"),
        (f"{ONE}Fine\n<img src=x onerror=y>", 5, "can’t be used"),
        (f"{ONE}<b onclick=x>A</b>", 4, "can’t be used"),
        (f"{ONE}<00:00:01.000>A", 4, "can’t be used"),
        (f"{ONE}<ruby>A</ruby>", 4, "can’t be used"),
        (f"{ONE}<b><i>A</b></i>", 4, "closes nothing"),
        (f"{ONE}A</b>", 4, "closes nothing"),
        (f"{ONE}<b>A\nB", 5, "<b> is not closed"),
        (f"{ONE}A < B", 4, "Write &lt;"),
        (f"{ONE}A\n00:01.000 --> 00:02.000\nB", 5, "empty line must stand between"),
        ("WEBVTT\n\nSTYLE\n::cue { color: red }\n", 3, "STYLE"),
        ("WEBVTT\n\nREGION\nid:a\n", 3, "REGION"),
        (f"{ONE}A\0", 4, "null byte"),
        (f"{ONE}{'A' * 1_000_001}", 1, "larger than 1 MB"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(text, line, message):
    with pytest.raises(BadWebVTT, match=message) as refused:
        webvtt.parse(text)

    assert refused.value.line == line
    assert str(refused.value).startswith(f"Line {line}: ")


def test_file_that_is_not_utf_8_is_refused_with_its_line():
    with pytest.raises(BadWebVTT, match="Line 4: This is not UTF-8"):
        webvtt.decode(ONE.encode() + b"caf\xe9")


def test_large_file_is_refused():
    with pytest.raises(BadWebVTT, match="larger than 1 MB"):
        webvtt.decode(bytes(1_000_001))


def test_cues_are_read_with_voice_and_without_markup():
    text = (
        "\ufeffWEBVTT - captions\r\n\r\nNOTE made by hand\r\n\r\nfirst\r\n"
        "00:00.500 --> 00:02.000 align:start position:10%\r\n"
        "<v.loud Ana Rivera>The <i>sacrum</i> &amp;\r\n<lang la>os</lang>\r\n\r\n"
        "01:00:00.000 --> 01:00:01.250\r\n<c.key>Later</c>\r\n"
    )

    assert webvtt.parse(text) == [
        Cue(0.5, 2.0, "The sacrum & os", "Ana Rivera"),
        Cue(3600.0, 3601.25, "Later"),
    ]


def test_transcript_begins_anew_with_each_speaker_and_says_when():
    assert webvtt.transcript(webvtt.parse(CAPTIONS)) == (
        "[0:00] Ana: The sacrum carries the spine. The occiput rests on it."
        "\n\n[0:08] Ben: What joins them?"
    )


def test_transcript_begins_anew_after_a_pause_and_in_a_long_paragraph():
    long = Cue(0, 1, f"{'word ' * 90}end.")

    found = webvtt.transcript([long, Cue(1, 2, "Next."), Cue(62, 63, "Late.")])

    assert [part[:12] for part in found.split("\n\n")] == [
        "[0:00] word ",
        "[0:01] Next.",
        "[1:02] Late.",
    ]


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (62.9, "1:02"), (3723, "1:02:03")]
)
def test_clock(seconds, text):
    assert webvtt.clock(seconds) == text


@given(st.text(alphabet="WEBVT \n\t0123:.->NOTE<bv/>&;", max_size=80))
def test_whatever_comes_is_read_or_refused(text):
    try:
        cues = webvtt.parse(f"WEBVTT\n\n{text}")
    except BadWebVTT:
        return
    assert all(cue.end > cue.start and cue.text for cue in cues)
