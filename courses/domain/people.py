"""Finding people by address, and taking personal data away while records stay.

Works with any user model: what it relies on is Django's ``AbstractBaseUser`` and the
names of a few fields, where the model has them.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db import models, transaction
from django.db.models import ProtectedError, RestrictedError
from django.db.models.deletion import Collector
from django.db.models.functions import Lower
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from courses.models import Enrolment
from courses.signals import person_anonymised
from quizzes.domain import accommodations

NAME_FIELDS = ("first_name", "last_name", "full_name", "name", "display_name")


@dataclass(frozen=True, slots=True)
class Found:
    """Who was found under which addresses, and the addresses that can't be used."""

    people: tuple[Any, ...]
    unknown: tuple[str, ...]
    inactive: tuple[str, ...]
    ambiguous: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        return not (self.unknown or self.inactive or self.ambiguous)


def address_field() -> str:
    """The user model's field that holds the e-mail address."""
    model = get_user_model()
    name = getattr(model, "get_email_field_name", lambda: "email")()
    return name if _has(model, name) else model.USERNAME_FIELD


def name_fields() -> list[str]:
    """The user model's fields that hold the name, in the order to show them in."""
    return [name for name in NAME_FIELDS if _has(get_user_model(), name)]


def find(addresses: Iterable[str]) -> Found:
    """Look people up by address, whatever its case. One query; each person once."""
    wanted = list(dict.fromkeys(address.strip().lower() for address in addresses))
    field = address_field()
    rows = get_user_model()._default_manager.annotate(_address=Lower(field))
    by_address = defaultdict(list)
    for person in rows.filter(_address__in=wanted):
        by_address[person._address].append(person)
    people, unknown, inactive, ambiguous = [], [], [], []
    for address in wanted:
        match by_address[address]:
            case []:
                unknown.append(address)
            case [person] if not person.is_active:
                inactive.append(address)
            case [person]:
                people.append(person)
            case _:
                ambiguous.append(address)
    return Found(tuple(people), tuple(unknown), tuple(inactive), tuple(ambiguous))


def has_records(user: Any) -> bool:
    """Whether anything rests on the person that must not go with the account."""
    if Enrolment.objects.for_learner(user).exists():
        return True
    collector = Collector(using=user._state.db or "default", origin=user)
    try:
        collector.collect([user])
    except (ProtectedError, RestrictedError):
        return True
    return False


@transaction.atomic
def anonymise(*, user: Any, by: Any, at: datetime) -> Any:
    """Take name and address off an account and close it; keep every record.

    Enrolments, progress, attempts and what the person did as staff stay and keep
    pointing at the account, which nobody can use again. Past log entries lose the
    name too, and accommodations their reasons. ``person_anonymised`` is sent so that a
    host can clear what else it keeps about the person; an error in a receiver undoes
    everything. Can be repeated.
    """
    row = type(user)._default_manager.select_for_update(of=("self",)).get(pk=user.pk)
    former = f"former-user-{row.pk}"
    for field in row._meta.concrete_fields:
        value = _harmless(row, field, former)
        if value is not _KEEP:
            setattr(row, field.attname, value)
    row.set_unusable_password()
    row.save()
    for relation in ("groups", "user_permissions"):
        if hasattr(row, relation):
            getattr(row, relation).clear()
    _clear_profile(row)
    _rename_log_entries(row)
    accommodations.forget_reasons(learner=row)
    log(row, "ce_courses.anonymise", user=by, timestamp=at)
    person_anonymised.send(type(row), user=row, at=at)
    return row


_KEEP = object()


def _harmless(row: Any, field: models.Field, former: str) -> Any:
    """What a field of the account holds from now on."""
    is_address = isinstance(field, models.EmailField) or field.name == address_field()
    if is_address:
        return _short(f"{former}@removed.invalid", field)
    if field.name == row.USERNAME_FIELD and not field.is_relation:
        return _short(former, field) if _is_text(field) else _KEEP
    if field.name in NAME_FIELDS and _is_text(field):
        return ""
    if field.name in ("is_active", "is_staff", "is_superuser"):
        return False
    if field.name == "last_login" and field.null:
        return None
    return _KEEP


def _clear_profile(row: Any) -> None:
    """Wagtail keeps a picture and preferences of people who used the admin."""
    profile = getattr(row, "wagtail_userprofile", None)
    if profile is not None:
        if profile.avatar:
            profile.avatar.delete(save=False)
        profile.delete()


def _rename_log_entries(row: Any) -> None:
    """Wagtail copies an object's name into each log entry about it."""
    about_user = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(row), object_id=str(row.pk)
    )
    about_user.update(label=str(row))
    kind = ContentType.objects.get_for_model(Enrolment)
    for enrolment in Enrolment.objects.for_learner(row):
        enrolment.learner = row
        entries = ModelLogEntry.objects.filter(
            content_type=kind, object_id=str(enrolment.pk)
        )
        entries.update(label=str(enrolment))


def _has(model: Any, name: str) -> bool:
    try:
        return model._meta.get_field(name).concrete
    except FieldDoesNotExist:
        return False


def _short(text: str, field: models.Field) -> str:
    """The end of a text, where the key is that keeps it unique."""
    return text[-field.max_length :] if field.max_length else text


def _is_text(field: models.Field) -> bool:
    return isinstance(field, models.CharField | models.TextField)
