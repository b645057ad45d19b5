"""The drawing of a published figure, fetched by the pages that show it further down."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from media.domain.plates import plate_of
from media.domain.standalone import standalone, style_hash
from media.models import FigureVersion

YEAR = 365 * 24 * 60 * 60


@require_safe
def figure(
    request: HttpRequest, digest: str, labels: str, prefix: str
) -> HttpResponseBase:
    """Send a frozen version as SVG, as it stands in a page under ``prefix``.

    The same for everybody who knows the digest, which can't be guessed: neither session
    nor user is asked for. What an address shows never changes.
    """
    version = FigureVersion.objects.filter(digest=digest).exclude(svg="").first()
    plate = plate_of(version)
    if plate is None:
        raise Http404
    document = standalone(plate, prefix=prefix, labels=labels)
    headers = {
        "Cache-Control": f"public, max-age={YEAR}, immutable",
        # Opened by itself it is looked at, never run.
        "Content-Security-Policy": (
            f"default-src 'none'; style-src '{style_hash()}'; sandbox"
        ),
        "ETag": f'"{document.stamp}"',
        "X-Content-Type-Options": "nosniff",
    }
    response = HttpResponse(document.svg, content_type="image/svg+xml", headers=headers)
    return get_conditional_response(request, etag=headers["ETag"], response=response)
