"""Letters are printed together and divided again: nobody gets a page or a word of others."""

import base64
import re
from io import BytesIO
from unittest.mock import patch

from PIL import Image

from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfReader, PdfWriter

from odoo.addons.account_dunning_levels.engine.press import (
    binding,
    pdf_engine,
    pdf_marks,
    pdf_objects,
)

ENGINE_LOG = "odoo.addons.account_dunning_levels.engine.press.pdf_engine"
A4 = pdf_engine.Paper(210, 297)
HEAD = (
    "<!DOCTYPE html><html><head><meta charset='utf-8'/><style>.o_sheet { position: relative;"
    " overflow: hidden; min-height: 1400px; }</style></head><body>"
)


def sheet(words):
    return f'<div class="o_sheet"><p>{words}</p></div>'


def page(body):
    return pdf_engine.Page(HEAD, body, A4)


def texts(pdf):
    """Text of each page without white space."""
    return [re.sub(r"\s", "", one.extract_text()) for one in PdfReader(BytesIO(pdf)).pages]


def pictures(pdf):
    """Colours of the pictures in a PDF."""
    reader = PdfReader(BytesIO(pdf))
    found = set()
    for number in range(1, len(reader.xref[0]) + 1):
        thing = reader.get_object(number)
        if isinstance(thing, dict) and thing.get("/Subtype") == "/Image":
            found.add((thing["/Width"], thing["/Height"]))
    return found


@tagged("post_install", "-at_install")
class TestBinding(TransactionCase):
    def printed(self, *bodies):
        """The PDF of each body, and how many files the engine got."""
        pdf_engine.scale()
        real, files = pdf_engine.Engine._run, []

        def counting(engine, batch, pages):
            files.extend(batch)
            return real(engine, batch, pages)

        pages = {n: page(body) for n, body in enumerate(bodies)}
        with patch.object(pdf_engine.Engine, "_run", counting), pdf_engine.started() as engine:
            pdfs = engine.print_pages(pages)
        return [pdfs[n] for n in range(len(bodies))], len(files)

    def test_each_of_many_letters_has_its_own_words_only(self):
        names = [f"Customer{number:03d}" for number in range(230)]
        pdfs, files = self.printed(*(sheet(name) for name in names))
        self.assertEqual([texts(pdf) for pdf in pdfs], [[name] for name in names])
        self.assertEqual(files, 3)

    def test_letters_of_several_pages_keep_all_of_theirs(self):
        bodies = [
            "".join(
                f'<div style="page-break-before: {"always" if number else "auto"}">'
                f"{sheet(f'{name}-{number}')}</div>"
                for number in range(count)
            )
            for name, count in (("Aerts", 1), ("Baeten", 3), ("Claes", 2), ("Dujardin", 1))
        ]
        pdfs, files = self.printed(*bodies)
        self.assertEqual(
            [texts(pdf) for pdf in pdfs],
            [
                ["Aerts-0"],
                ["Baeten-0", "Baeten-1", "Baeten-2"],
                ["Claes-0", "Claes-1"],
                ["Dujardin-0"],
            ],
        )
        self.assertEqual(files, 1)

    def test_letter_that_spills_onto_a_second_page_takes_it_along(self):
        long = sheet("Baeten") + "".join(f"<p>line{number}</p>" for number in range(20))
        pdfs, files = self.printed(sheet("Aerts"), long, sheet("Claes"))
        self.assertEqual([len(texts(pdf)) for pdf in pdfs], [1, 2, 1])
        self.assertEqual(texts(pdfs[2]), ["Claes"])
        self.assertIn("line19", texts(pdfs[1])[1])
        self.assertEqual(files, 1)

    def test_what_lies_far_below_its_letter_is_on_no_page_of_others(self):
        below = sheet('Baeten</p><p style="position: absolute; top: 2000px">secret')
        pdfs, _files = self.printed(sheet("Aerts"), below, sheet("Claes"), sheet("Dujardin"))
        self.assertEqual(
            [texts(pdf) for pdf in pdfs], [["Aerts"], ["Baeten"], ["Claes"], ["Dujardin"]]
        )

    def test_what_would_stand_on_every_page_is_printed_alone(self):
        fixed = sheet('Baeten<b style="POSITION : fixed; top: 0">stamp</b>')
        pdfs, files = self.printed(sheet("Aerts"), fixed, sheet("Claes"))
        self.assertEqual([texts(pdf)[0].count("stamp") for pdf in pdfs], [0, 1, 0])
        self.assertEqual(files, 2)

    def test_rules_of_a_letter_s_own_do_not_reach_others(self):
        hidden = "<style>p { display: none }</style>" + sheet("Baeten")
        pdfs, files = self.printed(sheet("Aerts"), hidden, sheet("Claes"))
        self.assertEqual([texts(pdf) for pdf in pdfs], [["Aerts"], [""], ["Claes"]])
        self.assertEqual(files, 2)

    def test_picture_of_one_letter_is_in_no_other(self):
        def picture(width):
            stream = BytesIO()
            Image.effect_noise((width, 7), 90).save(stream, "PNG")
            return (
                f'<img src="data:image/png;base64,{base64.b64encode(stream.getvalue()).decode()}"/>'
            )

        pdfs, files = self.printed(*(sheet(picture(width)) for width in (31, 32, 33)))
        self.assertEqual(files, 1)
        self.assertEqual([pictures(pdf) for pdf in pdfs], [{(width, 7)} for width in (31, 32, 33)])

    def test_seals_in_disorder_make_every_letter_be_printed_alone(self):
        colour = "rgb({},{},{})".format(*binding.SEAL)
        box = f'<div style="width: 3px; height: 1px; background: {colour}"></div>'
        with self.assertLogs(ENGINE_LOG, "WARNING") as log:
            pdfs, files = self.printed(sheet("Aerts"), sheet("Baeten" + box), sheet("Claes"))
        self.assertIn("3 letters are printed one by one", log.output[0])
        self.assertEqual([texts(pdf) for pdf in pdfs], [["Aerts"], ["Baeten"], ["Claes"]])
        self.assertEqual(files, 1 + 3)

    @mute_logger(ENGINE_LOG)
    def test_seals_that_are_not_found_make_every_letter_be_printed_alone(self):
        with patch.object(
            binding, "_STYLE", binding._STYLE + "<style>.o_seal {{ display: none }}</style>"
        ):
            pdfs, files = self.printed(sheet("Aerts"), sheet("Baeten"))
        self.assertEqual([texts(pdf) for pdf in pdfs], [["Aerts"], ["Baeten"]])
        self.assertEqual(files, 1 + 2)

    @mute_logger(ENGINE_LOG)
    def test_letters_that_share_a_page_are_not_divided(self):
        with patch.object(binding, "_STYLE", binding._STYLE.replace("always", "auto")):
            pdfs, files = self.printed("<p>Aerts</p>", "<p>Baeten</p>")
        self.assertEqual([texts(pdf) for pdf in pdfs], [["Aerts"], ["Baeten"]])
        self.assertEqual(files, 1 + 2)

    def test_pages_belong_to_letters_only_when_every_seal_is_in_its_place(self):
        owners = binding._owners
        self.assertEqual(owners([[1, 1], [2], [], [2], [3, 3]], 3), [1, 2, 2, 2, 3])
        for pages, count in (
            ([[1, 1], [2, 2]], 3),  # a letter is missing
            ([[1, 1], [2, 2], []], 2),  # a page of nobody
            ([[], [1, 1]], 1),
            ([[1, 1], [2]], 2),  # one has no end
            ([[1, 1, 2], [2]], 2),  # two on a page
            ([[1], [2, 2], [1]], 2),  # one within another
            ([[2, 2], [1, 1]], 2),
            ([[1, None]], 1),
            ([[1, 1], [2, 2]], 1),
            ([], 1),
        ):
            self.assertIsNone(owners(pages, count), pages)

    def test_file_of_another_program_is_not_divided(self):
        (pdf,), _files = self.printed(sheet("Aerts"))
        writer, stream = PdfWriter(), BytesIO()
        writer.add_page(PdfReader(BytesIO(pdf)).pages[0])
        writer.write(stream)
        for text in (stream.getvalue(), pdf[:-40], pdf.replace(b"/FlateDecode", b"/Unknown"), b""):
            self.assertIsNone(binding.divide(text, 2))

    def test_divided_letter_is_drawn_like_one_printed_alone(self):
        bodies = [sheet(f"<b>Customer {number}</b> owes € 1.234,56") for number in range(3)]
        pdfs, _files = self.printed(*bodies)
        for body, pdf in zip(bodies, pdfs, strict=True):
            (alone,), _one = self.printed(body)
            self.assertEqual(texts(pdf), texts(alone))
            self.assertEqual(pdf_marks.page_count(pdf), pdf_marks.page_count(alone))
            self.assertEqual(
                PdfReader(BytesIO(pdf)).pages[0].mediabox,
                PdfReader(BytesIO(alone)).pages[0].mediabox,
            )

    def test_letter_taken_out_can_be_taken_apart_again(self):
        pdfs, _files = self.printed(sheet("Aerts"), sheet("Baeten"))
        again = pdf_objects.QtPdf(pdfs[1])
        self.assertEqual(texts(again.extract(again.pages)), ["Baeten"])

    def test_places_of_marks_are_the_same_however_they_are_read(self):
        colour = "rgb({},{},{})".format(*pdf_marks.MARK)
        box = f'<i style="position: absolute; width: 2px; height: 2px; background: {colour}"></i>'
        (first, second), _files = self.printed(
            sheet(f"{box}Aerts</p><p>{box}owes"), sheet(f"Baeten</p><p>{box}<b>{box}more</b>")
        )
        for pdf, count in ((first, 2), (second, 2)):
            self.assertEqual(len(pdf_marks.marks(pdf)), count)
            content = pdf_objects.QtPdf(pdf)
            content = content.content(content.pages[0])
            quick, followed = (
                pdf_marks._mark_places(content),
                list(pdf_marks._followed(content)),
            )
            for found, wanted in zip(quick, followed, strict=True):
                self.assertAlmostEqual(found[0], wanted[0], places=2)
                self.assertAlmostEqual(found[1], wanted[1], places=2)
