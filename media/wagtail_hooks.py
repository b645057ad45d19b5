from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.snippets.models import register_snippet

from .domain.usage import is_used
from .figures import get_figure_model
from .models import AbstractFigure, Reference, Video
from .renditions import WithoutMetadata
from .viewsets import MediaGroup

register_snippet(MediaGroup)


@hooks.register("before_delete_snippet")
def keep_what_is_used(request, instances):
    """Refuse to delete a figure, video or reference that something rests on."""
    for instance in instances:
        if isinstance(instance, AbstractFigure | Reference | Video) and is_used(
            instance
        ):
            messages.error(
                request,
                gettext(
                    "“%(object)s” is in use, so it can’t be deleted. Remove it where "
                    "it is used first. What was published in a question stays; a "
                    "figure can be unpublished instead."
                )
                % {"object": instance},
            )
            return redirect(instance.snippet_viewset.get_url_name("usage"), instance.pk)
    return None


@hooks.register("describe_collection_contents")
def figures_of_a_collection(collection):
    """Tell Wagtail that figures lie there: it only deletes empty collections."""
    model = get_figure_model()
    count = model.objects.filter(collection=collection).count()
    if not count:
        return None
    listing = reverse(model.snippet_viewset.get_url_name("list"))
    return {
        "count": count,
        "count_text": ngettext("%(count)s figure", "%(count)s figures", count)
        % {"count": count},
        "url": f"{listing}?collection={collection.pk}",
    }


@hooks.register("register_log_actions")
def clinical_review_action(actions):
    actions.register_action(
        "ce_media.clinical_review",
        _("Clinical review"),
        _("Signed as clinically reviewed"),
    )


@hooks.register("register_image_operations")
def image_operations():
    return [("nometadata", WithoutMetadata)]


@hooks.register("ce_component_stylesheets")
def component_stylesheets():
    return ["ce_media/figure.css", "ce_media/plate.css", "ce_media/video.css"]
