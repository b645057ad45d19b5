"""The writers of files; they live in ``media.exports`` for every app above it."""

from media.exports import (
    CONTENT_TYPES,
    CSV,
    EXPORTS,
    XLSX,
    CsvExport,
    Export,
    XlsxExport,
    harmless,
)

__all__ = [
    "CONTENT_TYPES",
    "CSV",
    "EXPORTS",
    "XLSX",
    "CsvExport",
    "Export",
    "XlsxExport",
    "harmless",
]
