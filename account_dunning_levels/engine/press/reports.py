"""The letter press: QWeb for all letters at once, one PDF engine process for all of them.

What keeps a page out of somebody else's letter stands in :mod:`press.binding`.
"""

import logging
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import psycopg2
from lxml import html

from odoo.tools import split_every

from . import pagination, report_css, right_to_left
from .offline_html import make_offline
from .pdf_engine import Paper, PdfEngineError, is_installed, started
from .pdf_marks import marks, page_count

_logger = logging.getLogger(__name__)

#: documents that are filled in before the engine prints them: so many share a file
FILLED_IN = 50


@dataclass(frozen=True, slots=True)
class PressedPdf:
    """What came out of the press: exactly one of the two is set.

    :ivar pdf: bytes
    :ivar error: one sentence for the user
    """

    pdf: bytes | None
    error: str | None


def plain_text(report, record):
    """A report on one record as a reader sees it, without tags and layout."""
    env = record.env
    engine = env["ir.actions.report"].with_context(debug=False)
    source, _kind = engine._render_qweb_html(report.sudo().id, record.ids, {"report_type": "pdf"})
    return html.fromstring(source, parser=html.HTMLParser(encoding="utf-8")).text_content()


def press_report(report, records):
    """Any report on records, by the same press.

    :param report: ``ir.actions.report`` whose template uses a document layout of Odoo
    :return: dict record id -> :class:`PressedPdf`
    """
    return press_by_report({report: records})


def press_by_report(by_report):
    """Several reports, each on its own records of one model, by one start of the engine."""
    return press_groups(list(by_report.items()))


def press_groups(groups):
    """Reports on records, where one report may print some records in one language and some in
    another.

    :param groups: pairs of a report and records of one model; no record twice
    :return: dict record id -> :class:`PressedPdf`
    """
    if not groups:
        return {}
    env, failed = groups[0][0].env, {}
    try:
        if not is_installed():
            raise PdfEngineError("missing")
        pdfs = _print_while(_filled_in(groups, failed))
    except PdfEngineError as error:
        nothing = PressedPdf(None, _engine_error(env, str(error)))
        return {record.id: nothing for _report, records in groups for record in records} | failed
    unprinted = PressedPdf(None, _page_error(env))
    return {key: PressedPdf(pdf, None) if pdf else unprinted for key, pdf in pdfs.items()} | failed


def _groups(records):
    """Records that share company and language, so that their HTML is made in one go."""
    groups = defaultdict(records.browse)
    for record in records:
        company = record.company_id if "company_id" in record else record.env.company
        lang = record.lang if "lang" in record else record.env.lang
        groups[company, lang] |= record
    return {
        key: group.with_company(key[0]).with_context(lang=key[1] or group.env.lang)
        for key, group in groups.items()
    }


# ---------------------------------------------------------------------- HTML


def _filled_in(groups, failed):
    """Yield the templates filled in, a part of the records at a time.

    :param dict failed: gets id -> :class:`PressedPdf` of what cannot be filled in
    :return: iterator of dicts id -> Document
    """
    for report, records in groups:
        for group in _groups(records).values():
            for ids in split_every(FILLED_IN, group.ids):
                part = group.browse(ids).with_prefetch(group.ids)
                documents, errors = _documents(report.sudo(), part)
                failed.update(errors)
                yield documents


def _documents(report, records):
    """Fill in the template for records of one company and language.

    :return: ``(dict id -> Document, dict id -> PressedPdf with an error)``
    """
    try:
        return _render(report, records), {}
    except psycopg2.Error:
        raise
    except Exception as error:
        if isinstance(error.__cause__, psycopg2.Error):
            raise
        if len(records) == 1:
            _logger.warning("Letter of %s failed", records, exc_info=True)
            return {}, {records.id: PressedPdf(None, _template_error(report, error))}
    done, failed = {}, {}
    for record in records:
        one_done, one_failed = _documents(report, record)
        done.update(one_done)
        failed.update(one_failed)
    return done, failed


def _render(report, records):
    env = records.env
    engine = env["ir.actions.report"].with_context(debug=False, webp_as_jpg=True)
    source, _kind = engine._render_qweb_html(report.id, records.ids, {"report_type": "pdf"})
    text = source.decode()
    tree = html.fromstring(source, parser=html.HTMLParser(encoding="utf-8"))
    make_offline(tree, env)
    if right_to_left.occurs(text):
        right_to_left.separate(tree)
    names = report_css.names_in(tree) | pagination.NAMES | {"span"}
    css = report_css.for_pages(env, names)
    margins = _margins(report, env)
    lang = env["res.lang"].sudo()._get_data(code=env.lang or env.user.lang)
    numbering = env._("Page %(page)s of %(total)s", page="%(page)s", total="%(total)s")
    parts = _parts(tree, records)
    return {
        record.id: pagination.Document(
            tuple(parts[record.id]),
            css,
            lang.direction or "ltr",
            (env.lang or "en_US").replace("_", "-"),
            margins,
            numbering,
        )
        for record in records
    }


def _parts(tree, records):
    """The articles of each record with their header and footer.

    :raises ValueError: an article that belongs to no record, or a record without one
    """
    headers, articles, footers = (_by_class(tree, n) for n in ("header", "article", "footer"))
    parts = defaultdict(list)
    for index, article in enumerate(articles):
        record_id = int(article.get("data-oe-id") or 0)
        if len(records) == 1 and not record_id:
            record_id = records.id
        header, footer = (
            found[index] if len(found) == len(articles) else (found[0] if len(found) == 1 else None)
            for found in (headers, footers)
        )
        parts[record_id].append((header, article, footer))
    if set(parts) != set(records.ids):
        raise _NoLayout(
            records.env._(
                "it must call web.external_layout for each document, with the document as “o”"
            )
        )
    return parts


def _by_class(tree, name):
    path = f"//div[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"
    return tree.xpath(path)


def _margins(report, env):
    paperformat = (report.paperformat_id or env.company.sudo().paperformat_id).sudo()
    return pagination.Margins(
        Paper(paperformat.print_page_width or 210, paperformat.print_page_height or 297),
        paperformat.margin_top,
        paperformat.margin_bottom,
        paperformat.margin_left,
        paperformat.margin_right,
        paperformat.css_margins,
    )


# ----------------------------------------------------------------------- PDF


def _print_while(parts):
    """Print documents, each into a PDF of its own, while the next ones are still filled in.

    The engine is a process of its own: a thread waits for it, which knows nothing of the database.

    :param parts: iterator of dicts key -> ``Document``
    :raises PdfEngineError: nothing can be printed
    """
    waiting, pdfs = [], {}
    with started() as engine, ThreadPoolExecutor(1) as printer:
        for documents in parts:
            if documents:
                waiting.append(printer.submit(_printed, documents, engine))
        for printed in waiting:
            pdfs.update(printed.result())
    return pdfs


def _printed(documents, engine):
    """A PDF of each document on the sheets it needs, or None.

    What seems long is measured at once; the rest is printed as it is, and measured when it does
    not fit. What is due next goes to the engine together.

    :param engine: ``Engine``
    """
    pdfs, tried = dict.fromkeys(documents), set()
    measuring = {key: one for key, one in documents.items() if pagination.seems_long(one)}
    whole = {key: one for key, one in documents.items() if key not in measuring}
    cut = {}
    while whole or measuring or cut:
        printed = engine.print_pages(
            {
                **{key: pagination.whole(one) for key, one in whole.items()},
                **cut,
                **{key: pagination.measurable(one) for key, one in measuring.items()},
            }
        )
        pdfs.update({key: printed[key] for key in (*whole, *cut)})
        tried.update(whole)
        spilled = {key: one for key, one in whole.items() if _spills(one, printed[key])}
        places = {key: marks(printed[key]) for key in measuring if printed[key]}
        whole = {
            key: measuring[key]
            for key, found in places.items()
            if key not in tried and pagination.fits(measuring[key], found)
        }
        cut = {key: _cut(measuring[key], places[key]) for key in places if key not in whole}
        measuring = spilled
    return pdfs


def _cut(document, places):
    page = pagination.cut(document, places)
    if page is None:
        _logger.warning("A document could not be measured; its pages carry no numbers")
        return pagination.whole(document, "o_flowing")
    return page


class _NoLayout(ValueError):
    """A template that prints no document for each record."""


def _spills(document, pdf):
    """Whether a document that was printed as it is needs more sheets than that."""
    return bool(pdf) and page_count(pdf) > len(document.parts)


# -------------------------------------------------------------------- errors


def _template_error(report, error):
    if isinstance(error, _NoLayout):
        return report.env._(
            "The letter template “%(report)s” cannot be used: %(why)s.",
            report=report.name,
            why=error,
        )
    return report.env._(
        "The letter template “%(report)s” cannot be filled in. The server log says what is wrong "
        "in it.",
        report=report.name,
    )


def _engine_error(env, words):
    if words == "missing":
        return env._(
            "The PDF engine is missing: install wkhtmltopdf 0.12.6 on the server, restart Odoo, "
            "and try again."
        )
    _logger.warning("The PDF engine does not work: %s", words)
    return env._(
        "The PDF engine wkhtmltopdf does not work on this server. The server log says why; send "
        "again when it is mended."
    )


def _page_error(env):
    return env._(
        "The PDF engine could not print this letter. Look at the pictures and the texts of its "
        "layout, and try again."
    )
