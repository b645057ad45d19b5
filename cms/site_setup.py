"""What a new site needs before anyone can use it. Everything here may run twice."""

from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from courses.models import CourseIndexPage

from .accounts.models import User
from .pages import HomePage

DEFAULT_PORTS = {"http": 80, "https": 443}


@transaction.atomic
def create_pages(*, site_name, site_url):
    """Makes home page and catalogue where missing; points the default site at them.

    A home page that exists is left as its editors made it. Returns what was created.
    """
    created = []
    home = HomePage.objects.first()
    if home is None:
        _remove_welcome_page()
        root = Page.objects.get(depth=1)
        home = root.add_child(instance=_home_page())
        created.append(_("home page"))
    if not CourseIndexPage.objects.exists():
        home.add_child(
            instance=CourseIndexPage(
                title=_("Courses"), slug="courses", show_in_menus=True
            )
        )
        created.append(_("course catalogue"))
    parts = urlsplit(site_url)
    address = {
        "hostname": parts.hostname,
        "port": parts.port or DEFAULT_PORTS[parts.scheme],
    }
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(
            **address, site_name=site_name, root_page=home, is_default_site=True
        )
        created.append(_("site"))
    else:
        for name, value in {**address, "site_name": site_name}.items():
            setattr(site, name, value)
        # A root that someone chose on purpose stays.
        if not Page.objects.filter(pk=site.root_page_id, depth__gt=1).exists():
            site.root_page = home
        site.save()
    return created


def _remove_welcome_page():
    """Takes away the page that Wagtail's first migration makes, and its site."""
    welcome = Page.objects.filter(depth=2, slug="home", numchild=0).first()
    if welcome is not None and type(welcome.specific) is Page:
        Site.objects.filter(root_page=welcome).delete()
        welcome.delete()


def _home_page():
    return HomePage(
        title=_("Sacro-occipital technique, with its evidence"),
        slug="home",
        seo_title=_("Courses in sacro-occipital technique"),
        search_description=_(
            "Continuing education in sacro-occipital technique: illustrated lessons, "
            "quizzes with feedback, and every claim with its level of evidence."
        ),
        introduction=_(
            "<p>Courses for chiropractors and students: anatomy drawn from real "
            "geometry, procedures step by step, and every claim with the studies "
            "behind it.</p>"
        ),
        evidence=_(
            "<p>Much of what is taught under this name has not been tested, and some "
            "of it was tested and not found. A course that hid this would not help a "
            "patient. So each claim in a lesson carries two labels: the level of the "
            "best study there is, and what the studies say.</p>"
        ),
    )


@transaction.atomic
def create_person(*, email, password, first_name="", last_name="", **fields):
    """An account that can sign in at once: its address counts as confirmed."""
    user = User.objects.create_user(
        email, password, first_name=first_name, last_name=last_name, **fields
    )
    EmailAddress.objects.create(
        user=user, email=user.email, verified=True, primary=True
    )
    return user
