"""People with the roles of the platform, and banks to keep from each other."""

from django.contrib.auth.models import Group, Permission

from courses.domain import roles
from quizzes.enums import BankAccess, BankRole
from quizzes.models import BankMember
from tests.quizzes.factories import make_admin, make_bank, make_user

PEOPLE = {
    "anonymous": (None, None),
    "learner": ("Learners", None),
    "outsider": ("Instructors", None),
    "reader": ("Instructors", BankRole.READER),
    "writer": ("Instructors", BankRole.WRITER),
    "owner": ("Instructors", BankRole.OWNER),
    "reviewer": ("Clinical reviewers", None),
    "officer": ("Records officers", None),
    "manager": (None, None),
}


def closed_bank(title="The closed bank"):
    bank = make_bank(title)
    bank.access = BankAccess.MEMBERS
    bank.save()
    return bank


def make_instructor(bank=None, role=None, **fields):
    """Return an instructor, with a role in ``bank`` if there is one."""
    if not Group.objects.filter(name="Instructors").exists():
        roles.create_roles()
    person = make_user(**fields)
    person.groups.add(Group.objects.get(name="Instructors"))
    if role:
        BankMember.objects.create(bank=bank, person=person, role=role)
    return person


def sign_in(client, name, bank):
    """Sign somebody of ``PEOPLE`` in and return them; nobody for ``anonymous``."""
    if name == "anonymous":
        return None
    if name == "manager":
        person = make_admin()
    else:
        group, role = PEOPLE[name]
        roles.create_roles()
        person = make_user()
        person.groups.add(Group.objects.get(name=group))
        if role:
            BankMember.objects.create(bank=bank, person=person, role=role)
    client.force_login(person)
    return person


def give(person, *names):
    for name in names:
        label, codename = name.split(".")
        person.user_permissions.add(
            Permission.objects.get(content_type__app_label=label, codename=codename)
        )
    return type(person)._default_manager.get(pk=person.pk)
