"""Question banks in the admin, and who their members are."""

from django.contrib.admin.utils import quote
from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views.snippets import (
    CreateView,
    EditView,
    IndexView,
    SnippetViewSet,
)

from .domain import banks
from .domain.errors import MemberAlready, OwnerMissing
from .forms import MembersForm
from .models import Bank, BankMember, Question
from .permissions import guarded
from .question_viewset import ReadableChooserViewSet


class QuestionsColumn(Column):
    """How many questions a bank holds, retired ones left out, and the way to them."""

    cell_template_name = "ce_quizzes/admin/questions_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        questions = reverse(Question.snippet_viewset.get_url_name("list"))
        context["url"] = f"{questions}?bank={instance.pk}"
        return context


class BankIndexView(IndexView):
    def get_base_queryset(self):
        inside = (
            Question.objects.filter(bank=OuterRef("pk"), retired_at=None)
            .order_by()
            .values("bank")
            .annotate(count=Count("pk"))
            .values("count")
        )
        role = BankMember.objects.filter(
            bank=OuterRef("pk"), person=self.request.user
        ).values("role")
        owned = banks.owned(self.request.user).filter(pk=OuterRef("pk"))
        return banks.readable(self.request.user).annotate(
            owned=Exists(owned),
            question_count=Coalesce(Subquery(inside, output_field=IntegerField()), 0),
            my_role=Subquery(role[:1]),
        )

    def search_queryset(self, queryset):
        """Banks are few: plain containment, over what the person may read."""
        if not self.is_searching:
            return queryset
        return queryset.filter(title__icontains=self.search_query)

    def get_edit_url(self, instance):
        return super().get_edit_url(instance) if instance.owned else None

    def get_delete_url(self, instance):
        return super().get_delete_url(instance) if instance.owned else None

    def get_list_more_buttons(self, instance):
        buttons = super().get_list_more_buttons(instance)
        if instance.owned:
            buttons.append(members_button(instance))
        return buttons


def members_button(bank):
    members = Bank.snippet_viewset.get_url_name("members")
    return Button(
        _("Members"),
        url=reverse(members, args=[quote(bank.pk)]),
        icon_name="group",
        priority=15,
    )


class BankCreateView(CreateView):
    def save_instance(self):
        bank = super().save_instance()
        banks.found(bank=bank, by=self.request.user)
        return bank

    def get_success_url(self):
        """On to the members: nobody else sees the bank until there are some."""
        return reverse(
            Bank.snippet_viewset.get_url_name("members"), args=[self.object.pk]
        )


class BankEditView(EditView):
    @cached_property
    def header_more_buttons(self):
        return [*super().header_more_buttons, members_button(self.object)]


class MembersView(WagtailAdminTemplateMixin, FormView):
    """Who may do what with a bank; its owners say so."""

    template_name = "ce_quizzes/admin/members.html"
    form_class = MembersForm
    page_title = gettext_lazy("Members")
    header_icon = "group"
    model = None

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.object = get_object_or_404(Bank, pk=kwargs["pk"])

    def get_page_subtitle(self):
        return str(self.object)

    def get_breadcrumbs_items(self):
        of = self.object.snippet_viewset.get_url_name
        return [
            *self.breadcrumbs_items,
            {"url": reverse(of("list")), "label": _("Question banks")},
            {
                "url": reverse(of("edit"), args=[self.object.pk]),
                "label": str(self.object),
            },
            {"url": "", "label": _("Members"), "sublabel": str(self.object)},
        ]

    @cached_property
    def header_buttons(self):
        questions = reverse(Question.snippet_viewset.get_url_name("list"))
        return [
            HeaderButton(
                label=_("Questions"),
                url=f"{questions}?bank={self.object.pk}",
                icon_name="help",
            )
        ]

    def get_form_kwargs(self):
        members = self.object.members.select_related("person").order_by("pk")
        return {**super().get_form_kwargs(), "members": members}

    def form_valid(self, form):
        try:
            changed = banks.change_members(
                bank=self.object,
                by=self.request.user,
                roles=form.roles(),
                added=form.added(),
            )
        except OwnerMissing:
            form.add_error(None, _("A bank needs an owner. Make somebody one first."))
        except MemberAlready:
            form.add_error("person", _("This person is a member already."))
        else:
            if changed:
                messages.success(self.request, _("Members changed."))
            return redirect(self.request.path)
        return self.form_invalid(form)

    def form_invalid(self, form):
        messages.validation_error(
            self.request, _("The members could not be changed."), form
        )
        return super().form_invalid(form)


class BankViewSet(SnippetViewSet):
    model = Bank
    icon = "folder-open-inverse"
    menu_label = gettext_lazy("Question banks")
    list_display = [
        "title",
        QuestionsColumn("question_count", label=gettext_lazy("Questions")),
        "access",
        Column(
            "my_role",
            label=gettext_lazy("You may"),
            accessor=lambda bank: (
                BankMember(role=bank.my_role).get_role_display() if bank.my_role else ""
            ),
        ),
        "key",
    ]
    copy_view_enabled = False
    index_view_class = BankIndexView
    add_view_class = BankCreateView
    edit_view_class = BankEditView
    chooser_viewset_class = ReadableChooserViewSet

    @property
    def members_view(self):
        return self.construct_view(MembersView)

    def get_urlpatterns(self):
        own = path("members/<int:pk>/", self.members_view, name="members")
        needs = {"usage": "view", "delete": "delete"}
        return guarded([*super().get_urlpatterns(), own], Bank, needs)
