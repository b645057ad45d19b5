"""The file and the captions of a video, for whoever may see it.

A site says who that is by the hook ``ce_media_before_serve_video``: functions that take
the video and the request, and return an answer of their own, raise ``PermissionDenied``,
or return nothing. Who may change videos sees drafts, too.
"""

import hashlib
from pathlib import PurePosixPath

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe
from wagtail import hooks

from media.domain import video as videos
from media.models import Video
from media.models.video import FOLDER
from media.video_files import KINDS

from .ranges import send

HOUR = 60 * 60


@require_safe
def file(request, key, name):
    """The film. A storage that has no files of its own here is asked for an address."""
    video, refusal = _find(request, key)
    if refusal is not None:
        return refusal
    content_type = KINDS.get(PurePosixPath(name).suffix.removeprefix("."))
    stored = f"{FOLDER}/{name}"
    if content_type is None or not _belongs(stored, video, request):
        raise Http404
    storage = video.file.storage
    try:
        path = storage.path(stored)
    except NotImplementedError:
        return redirect(storage.url(stored))
    try:
        opened = open(path, "rb")  # noqa: SIM115 (closed with the answer)
    except OSError as error:
        raise Http404 from error
    size = opened.seek(0, 2)
    # A name is never used twice.
    etag = f'"{name}-{size}"'
    response = send(
        request, file=opened, size=size, content_type=content_type, etag=etag
    )
    return _guarded(response, f"private, max-age={HOUR}")


@require_safe
def captions(request, key, language):
    video, refusal = _find(request, key)
    if refusal is not None:
        return refusal
    if "draft" in request.GET and _may_edit(request):
        video = video.get_latest_revision_as_object()
    elif not video.live:
        raise Http404
    text = videos.captions_in(video, language)
    if text is None:
        raise Http404
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=etag) or HttpResponse(
        text, content_type="text/vtt; charset=utf-8", headers={"ETag": etag}
    )
    return _guarded(response, "private, no-cache")


def _find(request, key):
    """Return the video, and the answer of a hook in place of it."""
    video = get_object_or_404(Video, key=key)
    if not _may_edit(request):
        if not video.live:
            raise Http404
        for ask in hooks.get_hooks("ce_media_before_serve_video"):
            answer = ask(video, request)
            if isinstance(answer, HttpResponse):
                return video, answer
    return video, None


def _may_edit(request):
    return request.user.has_perm("ce_media.change_video")


def _belongs(stored, video, request):
    """Whether it is the live file, or one that an editor's revision names."""
    if stored == video.file.name:
        return True
    return _may_edit(request) and video.revisions.filter(content__file=stored).exists()


def _guarded(response, cache):
    response.headers["Cache-Control"] = cache
    # An uploaded file is looked at, never run.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
