"""A person's own page: name, time zone, address, password, and the end of an account."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from .forms import ProfileForm


@never_cache
def administration_door(request: HttpRequest) -> HttpResponse:
    """Where Wagtail sends whoever may not enter the administration.

    The sign-in page would send somebody who is signed in straight back, for ever.
    """
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME, "/admin/"))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your profile is saved."))
        return redirect("sot_site:profile")
    return render(request, "account/profile.html", {"form": form})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close_account(request: HttpRequest) -> HttpResponse:
    """Says what closing an account means, and passes the request on to the office.

    Records of completion have to be kept, so a person with records is made anonymous
    by the records officer instead of being deleted; that can't be undone, so a person
    looks at it first.
    """
    if request.method == "POST":
        EmailMessage(
            subject=_("Request to close an account"),
            body=_(
                "%(address)s asks for their account to be closed.\n\n"
                "Please answer them, then close the account in the administration: "
                "%(url)s/admin/users/"
            )
            % {"address": request.user.email, "url": settings.SITE_URL},
            to=[settings.CONTACT_EMAIL],
            reply_to=[request.user.email],
        ).send()
        messages.success(
            request, _("Your request is on its way. You will get an answer by e-mail.")
        )
        return redirect("sot_site:profile")
    return render(request, "account/close.html", {"contact": settings.CONTACT_EMAIL})
