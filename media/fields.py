"""Model fields that the three apps share."""

from wagtail.fields import StreamField


class OpenStreamField(StreamField):
    """A StreamField whose blocks stay out of migrations.

    Hosts may register blocks and question types of their own. If the blocks were
    part of the migration state, Django would write a migration into this package
    whenever one is added. The price: a data migration that uses Wagtail's block
    operations works on the current blocks.
    """

    def deconstruct(self):
        name, path, _args, kwargs = super().deconstruct()
        kwargs = {key: value for key, value in kwargs.items() if key != "block_lookup"}
        return name, path, [[]], kwargs
