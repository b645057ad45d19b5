"""Video files of a few hundred bytes, made of their headers, and captions."""

import struct

CAPTIONS = """WEBVTT

00:00.500 --> 00:02.000
<v Ana>The sacrum carries the spine.

00:02.000 --> 00:04.500
<v Ana>The occiput rests on it.

00:08.000 --> 00:10.000
<v Ben>What joins them?
"""
CHAPTERS = """WEBVTT

00:00.000 --> 00:05.000
Two ends

00:05.000 --> 00:12.000
What joins them
"""


def box(name, content=b""):
    return struct.pack(">I4s", 8 + len(content), name) + content


def ftyp(brand=b"isom", others=(b"iso2", b"mp41")):
    return box(b"ftyp", brand + b"\0\0\2\0" + b"".join(others))


def mvhd(*, scale=1000, length=12_500, version=0):
    times = struct.pack(">II" if version == 0 else ">QQ", 0, 0)
    rest = struct.pack(">II" if version == 0 else ">IQ", scale, length)
    return box(b"mvhd", bytes([version, 0, 0, 0]) + times + rest + bytes(80))


def mp4(**header):
    return ftyp() + box(b"moov", mvhd(**header)) + box(b"mdat", bytes(64))


def element(ident, content=b"", *, unknown=False):
    name = ident.to_bytes((ident.bit_length() + 7) // 8, "big")
    size = (1 << 56) - 1 if unknown else len(content)
    return name + (size | 1 << 56).to_bytes(8, "big") + content


def webm(*, doc_type=b"webm", length=12_500.0, scale=1_000_000, live=False):
    info = element(0x2AD7B1, scale.to_bytes(3, "big"))
    if length is not None:
        info += element(0x4489, struct.pack(">d", length))
    void = element(0xEC, bytes(20))
    cluster = element(0x1F43B675, bytes(40))
    head = element(0x1A45DFA3, element(0x4282, doc_type))
    segment = void + element(0x1549A966, info) + cluster
    return head + element(0x18538067, segment, unknown=live)
