"""What may be uploaded as a video is decided by its bytes."""

from io import BytesIO

import pytest

from media.video_files import BadVideo, VideoFile, inspect
from tests.media.films import box, element, ftyp, mp4, mvhd, webm

HTML = b"<!doctype html><script>alert(1)</script>" + bytes(100)
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + bytes(200)


def look(data, name="film.mp4"):
    return inspect(BytesIO(data), name=name, size=len(data))


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"", "film.mp4", "is empty"),
        (HTML, "film.mp4", "not a video"),
        (EXE, "film.mp4", "not a video"),
        (EXE, "film.webm", "not a video"),
        (mp4(), "film.exe", "MP4 or WebM"),
        (mp4(), "film", "MP4 or WebM"),
        (mp4(), "mp4", "MP4 or WebM"),
        (mp4(), "film.mp4.html", "MP4 or WebM"),
        (mp4(), "film.webm", "content is MP4"),
        (webm(), "film.mp4", "content is WebM"),
        (ftyp(b"qt  ", ()) + box(b"moov", mvhd()), "film.mp4", "H.264"),
        (ftyp(b"avif", (b"mif1",)) + box(b"meta", bytes(40)), "film.mp4", "H.264"),
        (ftyp(), "film.mp4", "cut off"),
        (ftyp() + HTML, "film.mp4", "cut off"),
        (ftyp() + box(b"moov"), "film.mp4", "cut off"),
        (ftyp() + box(b"moov", box(b"mvhd", b"\0")), "film.mp4", "cut off"),
        (ftyp() + box(b"moov", box(b"mvhd", b"\7" + bytes(120))), "film.mp4", "cut"),
        (mp4()[:-10], "film.mp4", "cut off"),
        (mp4()[:9], "film.mp4", "cut off"),
        (webm(doc_type=b"matroska"), "film.webm", "Matroska"),
        (webm()[:-10], "film.webm", "cut off"),
        (webm()[:30], "film.webm", "cut off"),
        (webm()[:5], "film.webm", "cut off"),
        (element(0x1A45DFA3, element(0x4282, b"webm")), "film.webm", "cut off"),
        (element(0x1A45DFA3, b"\0\0\0\0\0"), "film.webm", "cut off"),
    ],
)
def test_what_is_no_video_is_refused(data, name, message):
    with pytest.raises(BadVideo, match=message):
        look(data, name)


@pytest.mark.parametrize(
    ("data", "name", "found"),
    [
        (mp4(), "film.mp4", VideoFile("mp4", 12.5)),
        (mp4(), "FILM.MP4", VideoFile("mp4", 12.5)),
        (mp4(version=1, scale=90_000, length=180_000), "f.mp4", VideoFile("mp4", 2.0)),
        (mp4(length=0), "f.mp4", VideoFile("mp4", None)),
        (mp4(length=2**32 - 1), "f.mp4", VideoFile("mp4", None)),
        (mp4(scale=0), "f.mp4", VideoFile("mp4", None)),
        (webm(), "f.webm", VideoFile("webm", 12.5)),
        (webm(scale=500_000), "f.webm", VideoFile("webm", 6.25)),
        (webm(length=None), "f.webm", VideoFile("webm", None)),
        (webm(length=float("nan")), "f.webm", VideoFile("webm", None)),
        (webm(length=-1.0), "f.webm", VideoFile("webm", None)),
        (webm(live=True), "f.webm", VideoFile("webm", 12.5)),
    ],
)
def test_kind_and_length_are_read(data, name, found):
    assert look(data, name) == found


def test_index_behind_the_pictures_is_found():
    data = ftyp() + box(b"mdat", bytes(5000)) + box(b"moov", mvhd(length=3000))

    assert look(data) == VideoFile("mp4", 3.0)


class Counting(BytesIO):
    """Counts the bytes that are read, of a file that claims to be large."""

    read_bytes = 0

    def read(self, size=-1):
        data = super().read(size)
        self.read_bytes += len(data)
        return data


def test_a_large_file_is_not_read_through():
    data = ftyp() + box(b"mdat", bytes(5_000_000)) + box(b"moov", mvhd())
    file = Counting(data)

    inspect(file, name="film.mp4", size=len(data))

    assert file.read_bytes < 1000
    assert file.tell() == 0


def test_endless_boxes_are_given_up_on():
    data = ftyp() + box(b"free") * 10_000 + box(b"moov", mvhd())

    with pytest.raises(BadVideo, match="cut off"):
        look(data)
