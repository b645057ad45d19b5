"""Where the figures of one page stand, told while the page is rendered."""


class Placements:
    """Hands out a prefix of its own to each figure of a page, and knows the first.

    Make one for each rendering of a page and pass it to every figure in it.
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def add(self, prefix: str) -> tuple[str, bool]:
        """Return ``prefix``, numbered if it is taken, and whether nothing came before.

        Two figures inside one block are placed under the id of that block.
        """
        is_first, unique, number = not self._taken, prefix, 1
        while unique in self._taken:
            number += 1
            unique = f"{prefix}-{number}"
        self._taken.add(unique)
        return unique, is_first
