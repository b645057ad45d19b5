"""Parts of a page that come out the same again and again."""

from django import template
from django.conf import settings
from django.utils.translation import get_language

register = template.Library()

MOST_KEPT = 256


@register.tag
def kept(parser, token):
    """Render what is inside once for each language and each set of the named values.

    ``{% kept %}…{% endkept %}`` for what only depends on the language, and
    ``{% kept site_nav %}…{% endkept %}`` for what depends on that as well. The values
    must be plain (text, numbers, tuples of them). Each process keeps its own copies,
    so nothing of a person may stand inside.
    """
    _name, *values = token.split_contents()
    nodes = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodes, [parser.compile_filter(value) for value in values])


class KeptNode(template.Node):
    def __init__(self, nodelist, values):
        self.nodelist = nodelist
        self.values = values
        # Templates live as long as the process; one that changes is parsed anew.
        self.html = {}

    def render(self, context):
        if settings.DEBUG:
            # A template that is included here may have changed.
            return self.nodelist.render(context)
        key = (get_language(), *(value.resolve(context) for value in self.values))
        html = self.html.get(key)
        if html is None:
            html = self.nodelist.render(context)
            if len(self.html) >= MOST_KEPT:
                self.html.clear()
            self.html[key] = html
        return html
