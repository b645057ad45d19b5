"""What happens when someone signs in, and when someone is made anonymous."""

from allauth.account.models import EmailAddress
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from courses.signals import person_anonymised


@receiver(user_logged_in, dispatch_uid="sot_site.remember_admin_access")
def remember_admin_access(sender, request, user, **kwargs):
    """Notes in the session whether to offer the administration and its bar.

    The note only decides whether to ask: Wagtail still checks every act. Without it
    every page would ask for permissions on behalf of people who have none.
    """
    if request is not None and hasattr(request, "session"):
        request.session["may_use_admin"] = user.has_perm("wagtailadmin.access_admin")


@receiver(person_anonymised, dispatch_uid="sot_site.forget_person")
def forget_person(sender, user, **kwargs):
    """Takes away what the site itself keeps about a person: addresses and time zone."""
    EmailAddress.objects.filter(user=user).delete()
    user.time_zone = "UTC"
    user.save(update_fields=["time_zone"])
