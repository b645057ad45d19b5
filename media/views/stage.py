"""What an author sees of a figure in the admin: the editor's stage, and thumbnails."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.generic import View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.images import get_image_model
from wagtail.permissions import policy_registry

from media.domain.plates import plate_of
from media.domain.standalone import standalone, style_hash
from media.forms import UnreadableDrawing, picture_of, read_drawing
from media.svg import UnsafeSvg, clean

SIZE = (144, 108)  # px of a thumbnail


class StageView(PermissionCheckedMixin, View):
    """Answer with what structures can be named on, or with what is wrong with it.

    Takes ``svg_file`` or ``svg`` and sends the drawing cleaned, as text in JSON; takes
    ``image`` and sends where its picture is. Nothing is stored.
    """

    model: Any = None
    any_permission_required = ["add", "change"]
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> JsonResponse:
        if request.POST.get("image"):
            return self._picture(request)
        try:
            upload = request.FILES.get("svg_file")
            text = read_drawing(upload) if upload else request.POST.get("svg", "")
            drawing = clean(text)
        except (UnreadableDrawing, UnsafeSvg) as error:
            return JsonResponse({"error": str(error)}, status=400)
        return JsonResponse({"svg": drawing.svg})

    def _picture(self, request: HttpRequest) -> JsonResponse:
        images = policy_registry.get_by_type(get_image_model())
        chosen = request.POST["image"]
        image = chosen.isdecimal() and (
            images.instances_user_has_any_permission_for(request.user, ["choose"])
            .filter(pk=chosen)
            .first()
        )
        picture = picture_of(image) if image else None
        if picture is None:
            error = gettext("This image can’t be shown.")
            return JsonResponse({"error": error}, status=400)
        return JsonResponse(
            {
                "picture": {
                    "url": picture.url,
                    "width": picture.width,
                    "height": picture.height,
                }
            }
        )


class ThumbnailView(View):
    """A small picture of a figure's draft, for those who may look for figures."""

    model: Any = None
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        plate = plate_of(get_object_or_404(self.model, pk=pk), draft=True)
        if plate is None:
            raise Http404
        width, height = SIZE
        if plate.image is not None:
            picture = picture_of(plate.image, size=f"fill-{width}x{height}|nometadata")
            if picture is None:
                raise Http404
            return redirect(picture.url)
        document = standalone(plate, prefix="thumbnail", labels="none")
        headers = {
            "Cache-Control": "private, max-age=3600",
            "Content-Security-Policy": (
                f"default-src 'none'; style-src '{style_hash()}'; sandbox"
            ),
            "X-Content-Type-Options": "nosniff",
        }
        # All of one shape, so that rows of a list are of one height.
        svg = document.svg.replace(
            "<svg ", f'<svg width="{width}" height="{height}" ', 1
        )
        return HttpResponse(svg, content_type="image/svg+xml", headers=headers)
