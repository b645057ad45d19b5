"""Who may do what in the admin, where it differs from Django's model permissions."""

from wagtail.permission_policies import ModelPermissionPolicy


class ReadOnlyPolicy(ModelPermissionPolicy):
    """Records that people may look at; nobody adds, changes or deletes them here."""

    def user_has_permission(self, user, action):
        return action == "view" and super().user_has_permission(user, action)

    def users_with_any_permission(self, actions):
        return super().users_with_any_permission(
            [action for action in actions if action == "view"]
        )


class AppendOnlyPolicy(ModelPermissionPolicy):
    """Records that people may look at and add to; nobody changes or deletes them."""

    ALLOWED = ("view", "add")

    def user_has_permission(self, user, action):
        return action in self.ALLOWED and super().user_has_permission(user, action)

    def users_with_any_permission(self, actions):
        return super().users_with_any_permission(
            [action for action in actions if action in self.ALLOWED]
        )


def may_mark(user):
    """Say whether a person may give answers a mark: who may add to the mark events."""
    return user.is_active and user.has_perm("ce_quizzes.add_markevent")
