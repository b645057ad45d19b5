"""Form widgets of the figure's admin."""

from .structures import StructuresInput

__all__ = ["StructuresInput"]
