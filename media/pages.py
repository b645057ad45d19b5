"""The page model that every page type of the plugin is built on.

A host may name its own base page in ``WAGTAIL_PAGE_MODEL``. This module is the only
place that finds out which one it is; everything else imports ``Page`` from here and
never writes a literal join column.
"""

import swapper

# Without this the setting would have to be called WAGTAILCORE_PAGE_MODEL.
swapper.set_app_prefix("wagtailcore", "wagtail")

PAGE_MODEL = swapper.get_model_name("wagtailcore", "Page")
Page = swapper.load_model("wagtailcore", "Page", require_ready=False)
