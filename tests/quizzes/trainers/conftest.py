from .toy import toy

__all__ = ["toy"]
