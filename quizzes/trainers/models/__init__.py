from .practice import PracticeRun

__all__ = ["PracticeRun"]
