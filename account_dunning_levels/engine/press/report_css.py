"""Odoo's style sheet for reports, brought down to what the pages at hand use.

The whole bundle costs 20 ms on every page; a page needs a thirtieth of it.
"""

import functools
import re
from dataclasses import dataclass

#: width in pixels for which width conditions are decided, the same with every engine
PAGE_WIDTH = 992

BUNDLE = "web.report_assets_common"

RESET = "web.report_assets_pdf"

_TOKEN = re.compile(
    r"""/\*.*?\*/|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|url\([^)"']*\)|[{};]""", re.DOTALL
)

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)

_COMMA = re.compile(r",(?![^(]*\))")

_DECLARATION = re.compile(r"""(?:[^;"'(]|"[^"]*"|'[^']*'|\([^()]*(?:\([^()]*\)[^()]*)*\))+""")

_FUNCTION = re.compile(r"::?[\w-]+\([^()]*\)|\[[^\]]*\]|::?[\w-]+")

_NAME = re.compile(r"[.#]?-?[_a-zA-Z][\w-]*")

_INTERACTIVE = re.compile(
    r":(hover|focus|active|visited|disabled|checked|valid|invalid|target|-moz|-ms|focus-visible)"
    r"|::(-moz|-ms|placeholder|file|-webkit-(?!print))"
)

#: tags of which the style sheet has rules for a dozen levels, one in the other
_LISTS = ("ul", "ol")

_WIDTH = re.compile(r"(min|max)-width\s*:\s*([\d.]+)px")


@dataclass(frozen=True, slots=True)
class Selector:
    """One selector, and the names that a page must all have for it to match.

    Names are tags, ``.classes`` and ``#ids``; "ul ul" is a list in a list.
    """

    text: str
    names: frozenset


def names_in(tree):
    """Tags, ``.classes`` and ``#ids`` that occur in parsed HTML."""
    names = {"html", "head", "body"}
    names.update(node.tag.lower() for node in tree.iter() if isinstance(node.tag, str))
    for value in set(tree.xpath("//@class")):
        names.update(f".{name}" for name in value.split())
    names.update(f"#{value}" for value in set(tree.xpath("//@id")))
    names.update(f"{tag} {tag}" for tag in _LISTS if tree.xpath(f"//{tag}//{tag}"))
    return frozenset(names)


def for_pages(env, names):
    """The style sheet for pages in the language of ``env`` with these names.

    :param frozenset names: see :func:`names_in`
    :return: CSS text that refers to no other file
    """
    return _reduced(_bundle_version(env), names) or _reduce(env, names)


_sheets = {}


def _bundle_version(env):
    """Address of the compiled bundle; it changes with the bundle's content."""
    links = env["ir.qweb"]._get_asset_links(BUNDLE, css=True, js=False, autoprefix=True)
    return (env.cr.dbname, *links)


def _reduced(version, names):
    return _sheets.get((version, names))


def _reduce(env, names):
    version = _bundle_version(env)
    css = [
        f"{','.join(fitting)}{{{declarations}}}"
        for selectors, declarations in _parsed(version, _Loader(env))
        if (fitting := [item.text for item in selectors if item.names <= names])
    ]
    if len(_sheets) >= 64:
        _sheets.clear()
    _sheets[version, names] = "\n".join(css)
    return _sheets[version, names]


class _Loader:
    """Reads the compiled bundles of an environment; all are equal for the cache's key."""

    def __init__(self, env):
        self.env = env

    def __eq__(self, other):
        return isinstance(other, _Loader)

    def __hash__(self):
        return 0

    def css(self):
        lang = self.env["res.lang"].sudo()._get_data(code=self.env.lang or self.env.user.lang)
        for bundle in (RESET, BUNDLE):
            attachments = (
                self.env["ir.qweb"]
                .sudo()
                ._get_asset_bundle(
                    bundle, css=True, js=False, rtl=lang.direction == "rtl", autoprefix=True
                )
                .css()
            )
            yield from (attachment.raw.decode() for attachment in attachments)


@functools.lru_cache(maxsize=4)
def _parsed(version, loader):
    """The rules of both bundles that can apply to a printed page, in their order."""
    return tuple(_rules("\n".join(loader.css())))


def _rules(css):
    """Yield ``(selectors, declarations)``; conditions on the medium are decided here."""
    for prelude, body in _blocks(css):
        if not prelude.startswith("@"):
            selectors = tuple(_selectors(prelude))
            declarations = _declarations(body)
            if selectors and declarations:
                yield selectors, declarations
        elif prelude.startswith("@media") and _applies(prelude):
            yield from _rules(body)


def _blocks(css):
    """Yield ``(prelude, body)`` of the outermost braces; statements without are dropped."""
    depth = start = body_start = 0
    prelude = ""
    for match in _TOKEN.finditer(css):
        token = match[0]
        if token == "{":
            if not depth:
                prelude = _COMMENT.sub("", css[start : match.start()])
                body_start = match.end()
            depth += 1
        elif token == "}":
            depth -= 1
            if not depth:
                yield prelude.strip(), css[body_start : match.start()]
                start = match.end()
            depth = max(depth, 0)
        elif token == ";" and not depth:
            start = match.end()


def _applies(media):
    """Whether a medium is the one letters are drawn for: a screen of the page's width."""
    if "print" in media or "prefers" in media:
        return False
    return all(
        (float(width) <= PAGE_WIDTH) == (bound == "min") or float(width) == PAGE_WIDTH
        for bound, width in _WIDTH.findall(media)
    )


def _selectors(prelude):
    for text in _COMMA.split(prelude):
        text = text.strip()
        if not text or _INTERACTIVE.search(text):
            continue
        plain = text
        while (shorter := _FUNCTION.sub("", plain)) != plain:
            plain = shorter
        names = [n if n[0] in ".#" else n.lower() for n in _NAME.findall(plain)]
        nested = [f"{tag} {tag}" for tag in _LISTS if names.count(tag) > 1]
        yield Selector(text, frozenset([*names, *nested]))


def _declarations(body):
    """What old WebKit understands of a rule, without references to other files."""
    kept = []
    for declaration in _DECLARATION.findall(_COMMENT.sub("", body)):
        declaration = declaration.strip()
        if not declaration or declaration.startswith("--") or "var(" in declaration:
            continue
        if "url(" in declaration and not re.search(r"""url\(\s*["']?data:""", declaration):
            continue
        # the families are called so in the font files that come with Odoo
        kept.append(declaration.replace("Open_Sans", "Open Sans").replace("Fira_Mono", "Fira Mono"))
    return ";".join(kept)
