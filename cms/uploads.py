"""Pictures that editors uploaded, served by the site itself.

Enough for one machine; a web server in front may serve ``/uploads/images/`` instead.
Only renditions are public, and the copies of photos that published figures keep, which
stand in when renditions can't be made. Documents are asked for through Wagtail, which
checks whether a person may have them, and originals are nobody's business.
"""

from django.conf import settings
from django.http import Http404
from django.views.decorators.http import require_safe
from django.views.static import serve

PUBLIC_FOLDERS = ("images/", "figures/", "avatar_images/")
YEAR = 365 * 24 * 60 * 60


@require_safe
def upload(request, path):
    if not path.startswith(PUBLIC_FOLDERS) or ".." in path.split("/"):
        raise Http404
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    # The name of a rendition changes with what it shows.
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    # An uploaded file is looked at, never run.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
