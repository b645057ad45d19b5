"""What a player shows of a video at one place: the draft, or what is live."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.utils.translation import get_language_info

from media import video_files, webvtt
from media.models import Video

BLANK_LINE = re.compile(r"\n\s*\n")
STAMP = re.compile(r"\[(?:(\d{1,3}):)?(\d{1,2}):([0-5]\d)\]\s*")
# Until its own shape is known; most films have it.
WIDTH, HEIGHT = 1280, 720


@dataclass(frozen=True, slots=True)
class Track:
    """Captions in one language; ``label`` is what the player's menu says."""

    language: str
    label: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A chapter's title, or a paragraph of the transcript; ``start`` in seconds."""

    text: str
    start: float | None = None

    @property
    def clock(self) -> str:
        return "" if self.start is None else webvtt.clock(self.start)


@dataclass(frozen=True, slots=True)
class Player:
    """A video ready to be shown. ``file_name`` is empty while there is no file yet."""

    key: str
    title: str
    language: str
    credit: str
    licence: str
    file_name: str
    content_type: str
    duration: float | None
    poster: Any
    tracks: tuple[Track, ...]
    chapters: tuple[Passage, ...]
    transcript: tuple[Passage, ...]
    is_draft: bool

    @property
    def size(self) -> tuple[int, int]:
        """Width and height that are kept free for it: the poster's."""
        if self.poster is None:
            return WIDTH, HEIGHT
        return self.poster.width, self.poster.height

    @property
    def length(self) -> str:
        return webvtt.clock(self.duration) if self.duration else ""


def player_of(video: Video | None, *, draft: bool = False) -> Player | None:
    """Return what may be shown of ``video``, or ``None`` when that is nothing.

    With ``draft``, or when it was never saved (a preview), it is what it holds in memory.
    """
    if video is None:
        return None
    is_draft = draft or video.pk is None
    if not is_draft and not video.live:
        return None
    file_name = PurePosixPath(video.file.name or "").name
    ending = file_name.rpartition(".")[2]
    return Player(
        key=video.key,
        title=video.title,
        language=video.language,
        credit=video.credit,
        licence=video.licence,
        file_name=file_name,
        content_type=video_files.KINDS.get(ending, ""),
        duration=video.duration,
        poster=video.poster,
        tracks=tuple(
            Track(
                language=block.value["language"],
                label=block.value["label"] or own_name(block.value["language"]),
            )
            for block in video.captions
        ),
        chapters=_chapters(video.chapters),
        transcript=tuple(passages(video.transcript)),
        is_draft=is_draft,
    )


def captions_in(video: Video, language: str) -> str | None:
    """Return the WebVTT of one language, or ``None``."""
    for block in video.captions:
        if block.value["language"].lower() == language.lower():
            return webvtt.normal(block.value["text"])
    return None


def own_name(language: str) -> str:
    """Return how a language calls itself; its tag where nobody knows."""
    try:
        return get_language_info(language)["name_local"].capitalize()
    except KeyError:
        return language


def passages(transcript: str) -> list[Passage]:
    """Return the paragraphs of a transcript, each with the time it begins with."""
    found = []
    for part in BLANK_LINE.split(transcript.replace("\r\n", "\n")):
        stamp = STAMP.match(part.strip())
        text = " ".join(part.strip()[stamp.end() if stamp else 0 :].split())
        if text:
            found.append(Passage(text, _seconds(stamp) if stamp else None))
    return found


def transcript_from(video: Video) -> str:
    """Return a transcript made of the captions in the video's language, or of any."""
    texts = {block.value["language"]: block.value["text"] for block in video.captions}
    if not texts:
        return ""
    text = texts.get(video.language, next(iter(texts.values())))
    return webvtt.transcript(webvtt.parse(text))


def _seconds(stamp: re.Match[str]) -> float:
    hours, minutes, seconds = (int(part or 0) for part in stamp.groups())
    return float(hours * 3600 + minutes * 60 + seconds)


def _chapters(text: str) -> tuple[Passage, ...]:
    if not text.strip():
        return ()
    try:
        cues = webvtt.parse(text)
    except webvtt.BadWebVTT:
        return ()  # a draft that is still being written
    return tuple(Passage(cue.text, cue.start) for cue in cues)
