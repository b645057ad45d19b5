"""Users in Wagtail's administration."""

from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from .admin_forms import UserCreationForm, UserEditForm


class UserViewSet(WagtailUserViewSet):
    """People are created by address and name; there are no usernames here."""

    template_prefix = "sot_site/users/"

    def get_form_class(self, for_update=False):
        return UserEditForm if for_update else UserCreationForm
