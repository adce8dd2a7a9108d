"""HTML that references nothing: every picture inside, everything else left out.

The press never fetches over the network, whatever a user put into a footer or a template.
"""

import base64
import mimetypes
import re

from odoo.exceptions import AccessError, MissingError
from odoo.tools import file_open

_WEB_IMAGE = re.compile(r"^/web/(?:image|content)/(\d+)(?:[-/?]|$)")

_WEB_FIELD = re.compile(r"^/web/(?:image|content)/([a-z][\w.]+)/(\d+)/(\w+)")

_STATIC = re.compile(r"^/\w+/static/[\w./-]+$")

_URL = re.compile(r"""url\(\s*["']?(?!data:)([^"')]*)["']?\s*\)""")

_DROPPED = ("script", "iframe", "object", "embed", "link", "base", "meta", "audio", "video")


def make_offline(element, env):
    """Put the pictures of an element into it, as data; drop every other reference.

    Pictures come from files of addons and from attachments and image fields that the user
    of ``env`` may read.
    """
    for node in list(element.iter(*_DROPPED)):
        node.drop_tree()
    for node in element.iter():
        if not isinstance(node.tag, str):
            continue
        for name in ("src", "background", "srcset", "poster", "data-src"):
            value = node.get(name)
            if value and not value.startswith("data:"):
                _replace(node, name, _data_of(value, env) if name == "src" else None)
        style = node.get("style")
        if style and "url(" in style:
            node.set("style", _URL.sub(lambda match: _css_url(match[1], env), style))
        if node.tag in ("image", "use"):
            _without_links(node)


def _replace(node, name, data):
    if data:
        node.set(name, data)
    else:
        del node.attrib[name]


def _without_links(node):
    for name, value in list(node.attrib.items()):
        if name.endswith("href") and not value.startswith(("data:", "#")):
            del node.attrib[name]


def _css_url(url, env):
    data = _data_of(url, env)
    return f"url({data})" if data else "none"


def _data_of(url, env):
    """A ``data:`` address with the content behind one of Odoo's own addresses, or None."""
    content = mimetype = None
    try:
        if found := _WEB_IMAGE.match(url):
            attachment = env["ir.attachment"].browse(int(found[1]))
            content, mimetype = attachment.raw, attachment.mimetype
        elif found := _WEB_FIELD.match(url):
            record = env[found[1]].browse(int(found[2]))
            content = base64.b64decode(record[found[3]] or b"")
            mimetype = "image/png"
        elif _STATIC.match(url):
            with file_open(url.lstrip("/"), "rb") as file:
                content = file.read()
            mimetype = mimetypes.guess_type(url)[0]
    except (AccessError, MissingError, KeyError, OSError, ValueError):
        return None
    if not content or not (mimetype or "").startswith("image/"):
        return None
    return f"data:{mimetype};base64,{base64.b64encode(content).decode()}"
