"""The fixed vocabularies of figures, references and claims."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    """What the best evidence says about a claim; stands beside its level."""

    SUPPORTED = "supported", _("Supported")
    CONFLICTING = "conflicting", _("Conflicting")
    NOT_ESTABLISHED = "not_established", _("Not established")
    NOT_SUPPORTED = "not_supported", _("Not supported")
    THEORY = "theory", _("Theory")
    INCORRECT = "incorrect", _("Incorrect")


class Level(models.IntegerChoices):
    """Level of the best evidence (OCEBM 2011, treatment question)."""

    SYSTEMATIC_REVIEW = 1, _("1: systematic review of randomized trials")
    RANDOMIZED_TRIAL = 2, _("2: randomized trial")
    CONTROLLED_COHORT = 3, _("3: non-randomized controlled cohort")
    CASE_SERIES = 4, _("4: case series or case-control study")
    MECHANISM = 5, _("5: mechanism-based reasoning")


class FigureLayer(models.TextChoices):
    """The layer of a plate that a structure lies in."""

    BONE = "bone", _("Bone")
    LIGAMENT = "ligament", _("Ligament")
    MUSCLE = "muscle", _("Muscle")
    DURA_NERVE = "dura-nerve", _("Dura and nerve")
    LABEL = "label", _("Label")
    BLOCK = "block", _("Block")
    OTHER = "other", _("Other")


class Side(models.TextChoices):
    """The patient's side that a structure lies on."""

    RIGHT = "right", _("Patient's right")
    LEFT = "left", _("Patient's left")
    MIDLINE = "midline", _("Midline")
    NONE = "none", _("No side")


class FigureView(models.TextChoices):
    """From where a figure shows the patient; decides at which end left and right are."""

    ANTERIOR = "anterior", _("From the front")
    POSTERIOR = "posterior", _("From the back")
    RIGHT_LATERAL = "right-lateral", _("From the right")
    LEFT_LATERAL = "left-lateral", _("From the left")
    SUPERIOR = "superior", _("From above")
    NONE = "none", _("No single view")


class PatientPosition(models.TextChoices):
    """How the patient of a figure lies."""

    PRONE = "prone", _("Prone")
    SUPINE = "supine", _("Supine")


class ReferenceKind(models.TextChoices):
    ARTICLE = "article", _("Article")
    BOOK = "book", _("Book")
    WEB = "web", _("Web page")
    GUIDELINE = "guideline", _("Guideline")
    THESIS = "thesis", _("Thesis")


class Checked(models.TextChoices):
    """How much of a publication was seen by whoever recorded it."""

    FULL_TEXT = "full-text", _("Full text read")
    ABSTRACT = "abstract", _("Abstract read")
    RECORD = "record", _("Bibliographic record seen")
    UNCONFIRMED = "unconfirmed", _("Not yet confirmed")


class FigureSize(models.TextChoices):
    """How wide a figure stands on the page."""

    TEXT = "text", _("As wide as the text")
    WIDE = "wide", _("Wide plate")
