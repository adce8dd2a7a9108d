"""Placeholder until the press lands."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PressedLetter:
    pdf: bytes | None
    error: str | None


def press_letters(notices):
    return {n.id: PressedLetter(_blank(), None) for n in notices}


def _blank():
    from io import BytesIO
    from odoo.tools.pdf import PdfWriter
    w = PdfWriter(); w.add_blank_page(200, 200); b = BytesIO(); w.write(b)
    return b.getvalue()
