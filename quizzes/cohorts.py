"""Groups of learners that reports can be narrowed to, as other apps name them.

An app that knows groups registers a provider in its ``AppConfig.ready``; the reports
ask all of them, and know none.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Cohort:
    """``key`` is unique within the provider and never changes its meaning.

    ``learners`` is a queryset of users' keys, for use in another query.
    """

    key: str
    label: str
    learners: Any


Provider = Callable[[Any], Iterable[Cohort]]
_providers: dict[str, Provider] = {}


def register(name: str, provider: Provider) -> None:
    """Make a provider known: it gets a user and returns the groups that they may see."""
    _providers[name] = provider


def unregister(name: str) -> None:
    """Forget a provider; meant for tests."""
    del _providers[name]


def cohorts_of(user: Any) -> dict[str, Cohort]:
    """Return the groups that ``user`` may see, by ``provider:key``."""
    return {
        f"{name}:{cohort.key}": cohort
        for name, provider in _providers.items()
        for cohort in provider(user)
    }
