"""Sending a file, or the part of it that a browser asks for (RFC 9110, section 14).

Safari plays nothing without it, and no browser can go to a time in a long film.
"""

import re

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response

CHUNK = 64 * 1024
# A browser that asks for "the rest" takes it as slowly as the film plays. An answer of
# this size is over soon and frees its thread; the browser then asks for more.
MOST_AT_ONCE = 4 * 1024 * 1024

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


def send(request, *, file, size, content_type, etag):
    """Return the answer: 200 whole, 206 a part, 304 unchanged, or 416 no such part.

    ``file`` is open at its beginning and is closed with the answer. ``etag`` is strong:
    quoted, and another one whenever the content is another. Several ranges at once are
    answered with the whole.
    """
    response = get_conditional_response(request, etag=etag)
    if response is not None:
        file.close()
        return response
    wanted = request.headers.get("Range", "").strip()
    if request.headers.get("If-Range", etag) != etag or "," in wanted:
        wanted = ""
    if wanted.startswith("bytes="):
        span = _span(wanted, size)
        if span is None:
            file.close()
            return _headed(
                HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"}),
                etag=etag,
            )
        first, last = span
        last = min(last, first + MOST_AT_ONCE - 1)
        status, headers = 206, {"Content-Range": f"bytes {first}-{last}/{size}"}
    else:
        first, last, status, headers = 0, size - 1, 200, {}
    file.seek(first)
    length = last - first + 1
    headers |= {
        "Content-Length": str(length),
        # Keeps GZipMiddleware away: a part of what was compressed would be nonsense.
        "Content-Encoding": "identity",
    }
    return _headed(
        StreamingHttpResponse(
            Part(file, length),
            status=status,
            content_type=content_type,
            headers=headers,
        ),
        etag=etag,
    )


class Part:
    """The next ``length`` bytes of a file, a chunk at a time."""

    def __init__(self, file, length):
        self.file = file
        self.left = length

    def __iter__(self):
        while self.left > 0 and (chunk := self.file.read(min(CHUNK, self.left))):
            self.left -= len(chunk)
            yield chunk

    def close(self):
        self.file.close()


def _span(wanted, size):
    """Return first and last byte, or ``None`` where there is no such part."""
    match = _RANGE.fullmatch(wanted)
    if match is None or not size:
        return None
    first, last = match.groups()
    if not first:
        # The last so many bytes.
        return (max(0, size - int(last)), size - 1) if last and int(last) else None
    end = min(int(last), size - 1) if last else size - 1
    return (int(first), end) if int(first) <= end else None


def _headed(response, *, etag):
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = etag
    return response
