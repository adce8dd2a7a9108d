"""Arabic and Hebrew beside numbers, which the PDF engine prints over each other.

Qt WebKit misplaces a text that mixes right-to-left letters with anything else. In elements of
their own the parts come out right, and read in the same order.
"""

import re

from lxml import etree

_LETTERS = (
    "\u0590-\u05ff\u0610-\u061a\u0620-\u065f\u066e-\u06d3\u06d5-\u06dc\u06fa-\u08ff"
    "\ufb1d-\ufdff\ufe70-\ufefc"
)

_PARTS = re.compile(rf"[{_LETTERS}]+(?:\s+[{_LETTERS}]+)*|[^{_LETTERS}]+")

_ANY = re.compile(rf"[{_LETTERS}]")

_NO_TEXT = {"style", "script", "title", "svg"}


def occurs(text):
    """Whether a text has right-to-left letters at all."""
    return bool(_ANY.search(text))


def separate(element):
    """Put the parts of mixed texts below ``element`` in elements of their own."""
    for node in list(element.iter()):
        if not isinstance(node.tag, str) or node.tag in _NO_TEXT:
            continue
        if parts := _mixed(node.text):
            node.text = None
            for position, span in enumerate(_spans(parts)):
                node.insert(position, span)
    for node in list(element.iter()):
        parent = node.getparent()
        if parent is None or parent.tag in _NO_TEXT:
            continue
        if parts := _mixed(node.tail):
            node.tail = None
            position = parent.index(node) + 1
            for offset, span in enumerate(_spans(parts)):
                parent.insert(position + offset, span)


def _mixed(text):
    """The parts of a text, nothing when it is all of one kind."""
    if not text or not _ANY.search(text):
        return []
    parts = _PARTS.findall(text)
    return parts if len(parts) > 1 else []


def _spans(parts):
    for part in parts:
        span = etree.Element("span")
        span.text = part
        yield span
