"""The ways to statistics in the admin: the menu, and buttons beside what they are of."""

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from .models import Question, QuizPage
from .permissions import may_see_statistics


class StatisticsMenuItem(MenuItem):
    """For those who may look at attempts."""

    def is_shown(self, request):
        return may_see_statistics(request.user)


@hooks.register("register_ce_quizzes_menu_item")
def statistics_menu_item():
    return StatisticsMenuItem(
        gettext_lazy("Statistics"),
        reverse_lazy("ce_quizzes_admin:statistics_quizzes"),
        name="quiz-statistics",
        icon_name="table",
        order=105,
    )


@hooks.register("register_page_header_buttons")
def statistics_in_header(page, user, view_name, next_url=None):
    """Offer the statistics beside a quiz in the admin."""
    yield from _of_page(page, user)


@hooks.register("register_page_listing_more_buttons")
def statistics_in_listing(page, user, next_url=None):
    yield from _of_page(page, user)


@hooks.register("register_snippet_listing_buttons")
def statistics_of_question(snippet, user, next_url=None):
    """Offer its statistics beside a question that was ever published."""
    if isinstance(snippet, Question) and snippet.first_published_at is not None:
        yield from statistics_buttons(
            user,
            Question.snippet_viewset.get_url_name("item_statistics"),
            snippet.pk,
        )


def statistics_buttons(user, name, *args):
    """Return the button to an address, for who may look at statistics."""
    if not may_see_statistics(user):
        return []
    url = reverse(name, args=args)
    return [Button(_("Statistics"), url=url, icon_name="table", priority=62)]


def _of_page(page, user):
    quiz = page.specific
    if isinstance(quiz, QuizPage):
        yield from statistics_buttons(
            user, "ce_quizzes_admin:statistics", quiz.quiz_key
        )
