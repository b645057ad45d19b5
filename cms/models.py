from .accounts.models import User  # noqa: F401
from .pages import HomePage  # noqa: F401
