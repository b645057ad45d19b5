"""What happens when somebody deletes a person or a page that records rest on."""

from django.contrib.auth import get_user_model
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from courses.domain import people
from courses.domain.needed import Need, still_needed
from courses.models import CoursePage, Enrolment, Instructor
from courses.permissions import STAFF
from media.pages import Page
from media.people import display_name

MOST_NAMED = 20
CONFLICT = 409


def keep_needed_page(request, page):
    """``before_delete_page``: refuse while learners need the page, and say who."""
    needs = still_needed([page])
    if not needs:
        return None
    return explain_need(request, needs, title=page.get_admin_display_title(), page=page)


def keep_what_is_needed(request, action_type, objects, action):
    """``before_bulk_action``: the same for many pages; people keep their records."""
    if action_type != "delete" or not objects:
        return None
    if isinstance(objects[0], Page):
        needs = still_needed(objects)
        title = ", ".join(page.get_admin_display_title() for page in objects[:3])
        return explain_need(request, needs, title=title) if needs else None
    if isinstance(objects[0], get_user_model()):
        return _anonymise_many(request, objects, action)
    return None


def explain_need(request, needs: list[Need], *, title, page=None):
    """Who needs what, as far as the person may know it, and the way out."""
    may_see = any(request.user.has_perm(name) for name in STAFF)
    rows = [
        {
            "need": need,
            "count": len(need.enrolments),
            "enrolments": [
                (display_name(row.learner), row.pk)
                for row in need.enrolments[:MOST_NAMED]
            ]
            if may_see
            else [],
            "more": max(0, len(need.enrolments) - MOST_NAMED),
        }
        for need in needs
    ]
    back = reverse("wagtailadmin_explore_root")
    unpublish = ""
    if page is not None:
        back = reverse("wagtailadmin_explore", args=[page.get_parent().pk])
        if page.permissions_for_user(request.user).can_unpublish():
            unpublish = reverse("wagtailadmin_pages:unpublish", args=[page.pk])
    people_count = len({row.pk for need in needs for row in need.enrolments})
    context = {
        **_frame(_("Still needed"), title, icon="warning"),
        "title": title,
        "rows": rows,
        "people": people_count,
        "back": back,
        "unpublish": unpublish,
        "may_see": may_see,
    }
    return render(
        request, "ce_courses/admin/still_needed.html", context, status=CONFLICT
    )


def anonymise_instead(request, user):
    """``before_delete_user``: a person with records is made anonymous, not deleted."""
    if not people.has_records(user):
        return None
    if request.method != "POST":
        count = Enrolment.objects.for_learner(user).count()
        name = display_name(user)
        context = {
            **_frame(_("Remove personal data"), name, icon="user"),
            "person": user,
            "name": name,
            "count": count,
        }
        return render(request, "ce_courses/admin/anonymise.html", context)
    name = display_name(user)
    people.anonymise(user=user, by=request.user, at=timezone.now())
    text = _("%(name)s was made anonymous. The records are kept.")
    messages.success(request, text % {"name": name})
    return redirect("wagtailusers_users:index")


def _frame(heading, subject, *, icon):
    """What Wagtail's frame of a page needs where no view class provides it."""
    return {
        "header_title": f"{heading}: {subject}",
        "header_icon": icon,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": heading, "sublabel": subject},
        ],
    }


def _anonymise_many(request, objects, action):
    """Anonymise those with records and leave the others in ``objects`` to delete."""
    at = timezone.now()
    kept = [user for user in objects if people.has_records(user)]
    for user in kept:
        people.anonymise(user=user, by=request.user, at=at)
    if kept:
        text = ngettext(
            "%(count)s account with records was anonymized. The records are kept.",
            "%(count)s accounts with records were anonymized. The records are kept.",
            len(kept),
        )
        messages.success(request, text % {"count": len(kept)})
    objects[:] = [user for user in objects if user not in kept]
    return None if objects else redirect(action.next_url)


def keep_who_teaches(request, instances):
    """``before_delete_snippet``: an instructor whom a course names stays."""
    for instance in instances:
        if not isinstance(instance, Instructor):
            continue
        course = CoursePage.objects.filter(instructors=instance).first()
        if course is not None:
            text = _(
                "%(name)s is named as an instructor of “%(course)s”, with disclosures. "
                "Remove the name there and publish first."
            )
            named = {"name": instance.name, "course": course.title}
            messages.error(request, text % named)
            return redirect(instance.snippet_viewset.get_url_name("list"))
    return None
