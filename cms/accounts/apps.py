from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's user administration with this site's own user model."""

    user_viewset = "cms.accounts.viewsets.UserViewSet"
