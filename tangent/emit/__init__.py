"""Printing: trees become text."""

from tangent.emit.printer import Printer, headline, to_source

__all__ = ["Printer", "headline", "to_source"]
