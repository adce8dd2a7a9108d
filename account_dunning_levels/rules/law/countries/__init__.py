"""The countries whose law is built in: each folder here is one, found when this is loaded.

To add a country, add a folder named by its two lower-case letters that exposes ``COUNTRY``
(:class:`..country.Country`): profiles, rates, calendar, waiting rule, letter content, articles.
All lists of profiles, rate tables and elements are derived from it (:class:`Derived`). A folder
elsewhere that holds such folders is added with :func:`register`.
"""

import importlib
import pkgutil
import sys
from collections.abc import Mapping

from ..country import Country, LawIncomplete
from ..post import POSTS

#: code -> :class:`Country`, in the order of the codes; changed by :func:`register` only
COUNTRIES = {}
#: folder that was registered -> names of the countries that came with it
_added = {}


def of(code):
    """The law of a country.

    :param str code: two letters in either case, or empty
    :return: :class:`Country`, or None when none is built in
    """
    return COUNTRIES.get((code or "").lower())


def register(folder):
    """Add the countries whose folders are in ``folder``; those that are known stay as they are.

    :raises LawIncomplete: one of them lacks a part; then none of them is added
    """
    folder = str(folder)
    _added[folder] = [name for name in _names(folder) if name not in COUNTRIES]
    __path__.append(folder)
    importlib.invalidate_caches()
    try:
        _load(_added[folder])
    except LawIncomplete:
        unregister(folder)
        raise


def unregister(folder):
    """Take back what :func:`register` added."""
    folder = str(folder)
    __path__.remove(folder)
    for name in _added.pop(folder):
        COUNTRIES.pop(name, None)
        POSTS.pop(name, None)
        globals().pop(name, None)
        for module in [m for m in sys.modules if f"{m}.".startswith(f"{__name__}.{name}.")]:
            del sys.modules[module]
    Derived.outdate()


class Derived(Mapping):
    """A mapping that is worked out of all countries, again when one comes or goes."""

    _all = []

    def __init__(self, derive):
        """
        :param derive: function without arguments that gives a dict
        """
        self._derive, self._now = derive, None
        self._all.append(self)

    @classmethod
    def outdate(cls):
        for one in cls._all:
            one._now = None

    @property
    def _mapping(self):
        if self._now is None:
            self._now = self._derive()
        return self._now

    def __getitem__(self, key):
        return self._mapping[key]

    def __iter__(self):
        return iter(self._mapping)

    def __len__(self):
        return len(self._mapping)

    def __repr__(self):
        return repr(self._mapping)


def _names(folder):
    return sorted(found.name for found in pkgutil.iter_modules([folder]) if found.ispkg)


def _load(names):
    found = {name: _country(name) for name in names}
    _check_shared({**COUNTRIES, **found}.values())
    COUNTRIES.update(found)
    POSTS.update({name: country.post for name, country in found.items()})
    Derived.outdate()


def _check_shared(countries):
    """What is named in more than one country means the same in all."""
    owners = {}
    for country in countries:
        named = [(one.code, one) for one in country.letter.elements]
        for name, what in (*named, *country.tables.items()):
            owner, first = owners.setdefault(name, (country.code, what))
            if first != what:
                raise LawIncomplete(
                    f"the law of {country.code} does not fit: {name} is something else in {owner}"
                )


def _country(name):
    try:
        module = importlib.import_module(f"{__name__}.{name}")
    except (ImportError, OSError) as error:
        raise LawIncomplete(f"the law of {name} cannot be read: {error}") from error
    country = getattr(module, "COUNTRY", None)
    if not isinstance(country, Country):
        raise LawIncomplete(f"the law of {name} is incomplete: its folder exposes no COUNTRY")
    if country.code != name:
        raise LawIncomplete(f"the law of {name} is incomplete: it calls itself {country.code}")
    return country


_load(_names(__path__[0]))
