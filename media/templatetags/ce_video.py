"""The tag that shows a video."""

from django import template
from django.utils.translation import get_language

from media.domain.video import player_of

register = template.Library()

SPEEDS = ("0.5", "0.75", "1", "1.25", "1.5", "2")


@register.inclusion_tag("ce_media/video.html")
def video(video, caption="", draft=False):
    """Show a video with what belongs to it. Nothing when it is missing or not live.

    Captions in the language of the page are switched on; the player's menu has the rest.
    """
    player = player_of(video, draft=draft)
    return {
        "player": player,
        "caption": caption,
        "speeds": SPEEDS,
        "shown": shown_language(player.tracks, get_language()) if player else "",
    }


def shown_language(tracks, language):
    """Return the language of the captions for a reader of ``language``, or nothing."""
    wanted = (language or "").lower()
    languages = [track.language for track in tracks]
    for fits in (
        lambda tag: tag == wanted,
        lambda tag: tag.split("-")[0] == wanted.split("-")[0],
    ):
        if found := next((tag for tag in languages if fits(tag.lower())), ""):
            return found
    return ""
