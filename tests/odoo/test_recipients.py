"""Whom a letter goes to, and by which of the addresses: judged address by address (SPEC 9, 13)."""

import importlib.util
import re
from io import BytesIO
from pathlib import Path

from send_common import SendCommon

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools.pdf import PdfReader

from odoo.addons import account_dunning_levels as addon
from odoo.addons.account_dunning_levels.engine.explain import why_customer
from odoo.addons.account_dunning_levels.engine.notice import address, paper
from odoo.addons.account_dunning_levels.engine.signs import addresses

#: what a user typed -> the addresses that can be mailed to, and what cannot
TYPED = {
    "ap@acme.be": (["ap@acme.be"], []),
    "  AP@Acme.BE ": (["ap@acme.be"], []),
    "Jan Peeters <jan@acme.be>": (["jan@acme.be"], []),
    '"Peeters; Jan" <jan@acme.be>; ap@acme.be': (["jan@acme.be", "ap@acme.be"], []),
    "a@acme.be; b@acme.be": (["a@acme.be", "b@acme.be"], []),
    "a@acme.be, b@acme.be,": (["a@acme.be", "b@acme.be"], []),
    "a@acme.be b@acme.be": (["a@acme.be", "b@acme.be"], []),
    "a@acme.be\nb@acme.be": (["a@acme.be", "b@acme.be"], []),
    "a@acme.be; A@acme.be": (["a@acme.be"], []),
    "o'neil+bills@mail.acme.co.uk": (["o'neil+bills@mail.acme.co.uk"], []),
    # an international domain goes out as IDNA has it
    "info@müller.de": (["info@müller.de"], []),
    "ap@acme": ([], ["ap@acme"]),
    "info at acme": ([], ["info at acme"]),
    "a..b@acme.be": ([], ["a..b@acme.be"]),
    ".ab@acme.be": ([], [".ab@acme.be"]),
    "ab.@acme.be": ([], ["ab.@acme.be"]),
    "ab@acme..be": ([], ["ab@acme..be"]),
    "ab@acme.be.": ([], ["ab@acme.be."]),
    "ab@-acme.be": ([], ["ab@-acme.be"]),
    "ab@acme.1": ([], ["ab@acme.1"]),
    "a@b@acme.be": ([], ["a@b@acme.be"]),
    # Odoo takes this for somebody called jan, and mails to janssens@
    "jan janssens@acme.be": ([], ["jan janssens@acme.be"]),
    # signs of no width, and letters that few mail servers take before the "@"
    "ap\u200b@acme.be": ([], ["ap\u200b@acme.be"]),
    "ap@ac\u200bme.be": ([], ["ap@ac\u200bme.be"]),
    "\ufeffap@acme.be": ([], ["\ufeffap@acme.be"]),
    "josé@acme.be": ([], ["josé@acme.be"]),
    f"{'a' * 65}@acme.be": ([], [f"{'a' * 65}@acme.be"]),
    "a@acme.be; b..c@acme.be": (["a@acme.be"], ["b..c@acme.be"]),
    "": ([], []),
}


def text_of(pdf):
    """The text of a PDF without spaces: the engine sets words letter by letter."""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


@tagged("post_install", "-at_install")
class TestAddresses(SendCommon):
    def test_each_address_of_a_text_is_judged(self):
        for text, (valid, invalid) in TYPED.items():
            with self.subTest(text=text):
                judged = addresses.judge(text)
                self.assertEqual((list(judged.valid), list(judged.invalid)), (valid, invalid))

    def test_no_text_has_no_address(self):
        for text in (False, None, "   "):
            found = addresses.mailable(self.env, [text])[text]
            self.assertEqual((found.addresses, found.obstacle), ((), "no_email"))

    def test_all_of_a_list_are_looked_up_at_once(self):
        self.env["mail.blacklist"]._add("k7@acme.be")
        texts = [f"k{number}@acme.be" for number in range(200)]
        before = self.env.cr.sql_log_count
        found = addresses.mailable(self.env, texts)
        # one that writes the blacklist, one that reads it
        self.assertLessEqual(self.env.cr.sql_log_count - before, 2)
        banned = [text for text in texts if found[text].obstacle]
        self.assertEqual(banned, ["k7@acme.be"])
        self.assertEqual(found["k7@acme.be"].obstacle, "email_blacklisted")


@tagged("post_install", "-at_install")
class TestRecipients(SendCommon):
    def notice(self, **values):
        """The reminder of the customer, set up so."""
        self.customer.write(values)
        self.invoice(100.0)
        return self.make_run().notice_ids

    def warnings(self, notice):
        return (notice.warning_codes or "").split(",")

    def to(self, mail):
        """The addresses that the outbox hands to the mail server for an e-mail."""
        return [one for part in mail._prepare_outgoing_list() for one in part["email_to"]]

    def contact(self, name, **values):
        return self.env["res.partner"].create(
            {"name": name, "parent_id": self.customer.id, "type": "invoice", **values}
        )

    # ---------------------------------------------------------------- three causes

    def test_three_causes_have_three_texts(self):
        self.env["mail.blacklist"]._add("gone@acme.be")
        texts = {}
        for cause, email in (
            ("no_email", False),
            ("email_invalid", "info at acme"),
            ("email_blacklisted", "gone@acme.be"),
        ):
            customer = self.make_customer(cause)
            customer.email = email
            self.invoice(100.0, partner=customer)
            texts[cause] = customer
        run = self.make_run()
        said = set()
        for cause, customer in texts.items():
            notice = self.notice_of(run, customer)
            self.assertEqual((notice.channel, self.warnings(notice)), ("print", [cause]))
            said.add(notice.warning)
        self.assertEqual(len(said), 3)
        run.action_release()
        self.assertEqual(set(run.notice_ids.mapped("state")), {"ready"})

    def test_what_no_server_takes_is_printed_and_not_tried(self):
        for email in ("ap\u200b@acme.be", "a..b@acme.be", "ap@acme", "jan janssens@acme.be"):
            with self.subTest(email=email):
                customer = self.make_customer(f"Customer {len(email)}")
                customer.email = email
                self.invoice(100.0, partner=customer)
                run = self.released(partner_domain=repr([("id", "=", customer.id)]))
                notice = run.notice_ids
                self.assertEqual(self.warnings(notice), ["email_invalid"])
                self.send_now()
                self.assertEqual((notice.channel, notice.state), ("print", "queued"))
                self.assertFalse(notice.mail_id)
                run.action_print()

    def test_why_says_the_cause(self):
        self.customer.email = "a..b@acme.be"
        self.invoice(100.0)
        explained = self.why()
        self.assertIn("not valid", explained["warning"])
        self.customer.email = "ap@acme.be"
        self.env["mail.blacklist"]._add("ap@acme.be")
        self.assertIn("blacklisted", self.why()["warning"])

    def why(self):
        (answer,) = why_customer.for_wizard(
            self.env,
            self.env["account.move.line"],
            self.customer,
            self.company,
            self.company._dunning_today(),
        )
        (letter,) = answer["summary"]["letters"]
        return letter

    # ------------------------------------------------------------ address by address

    def test_a_blacklisted_address_beside_a_good_one_gets_nothing(self):
        self.env["mail.blacklist"]._add("b@acme.be")
        self.customer.email = "a@acme.be; b@acme.be"
        self.invoice(100.0)
        run = self.released()
        notice = run.notice_ids
        self.assertEqual(notice.channel, "email")
        self.assertEqual(self.warnings(notice), ["email_left_out"])
        self.assertIn("b@acme.be", notice.warning)
        self.send_now()
        self.assertEqual(self.to(notice.mail_id), ['"Peeters NV" <a@acme.be>'])
        self.assertEqual(notice.sent_to, '"Peeters NV" <a@acme.be>')

    def test_an_invalid_address_beside_a_good_one_gets_nothing(self):
        self.customer.email = "b..c@acme.be, a@acme.be"
        self.invoice(100.0)
        run = self.released()
        self.assertIn("b..c@acme.be", run.notice_ids.warning)
        self.send_now()
        self.assertEqual(self.to(run.notice_ids.mail_id), ['"Peeters NV" <a@acme.be>'])

    def test_two_good_addresses_get_the_letter_both(self):
        self.customer.email = "a@acme.be; b@acme.be"
        self.invoice(100.0)
        run = self.released()
        self.assertFalse(run.notice_ids.warning_codes)
        self.send_now()
        self.assertEqual(
            self.to(run.notice_ids.mail_id),
            ['"Peeters NV" <a@acme.be>', '"Peeters NV" <b@acme.be>'],
        )

    def test_all_addresses_blacklisted_is_printed(self):
        self.env["mail.blacklist"]._add("a@acme.be")
        self.env["mail.blacklist"]._add("b@acme.be")
        notice = self.notice(email="a@acme.be; b@acme.be")
        self.assertEqual((notice.channel, self.warnings(notice)), ("print", ["email_blacklisted"]))

    # ------------------------------------------------------------------ the last look

    def test_address_that_became_bad_since_release_is_printed_with_its_cause(self):
        for cause, spoil in (
            ("email_invalid", lambda: self.customer.write({"email": "a..b@acme.be"})),
            ("no_email", lambda: self.customer.write({"email": False})),
            ("email_blacklisted", lambda: self.env["mail.blacklist"]._add(self.customer.email)),
        ):
            with self.subTest(cause=cause), self.env.cr.savepoint() as savepoint:
                self.invoice(100.0)
                run = self.released()
                spoil()
                self.send_now()
                notice = run.notice_ids
                self.assertEqual((notice.channel, self.warnings(notice)), ("print", [cause]))
                self.assertFalse(notice.mail_id)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_cause_that_is_over_is_not_said_any_more(self):
        """The letter stays on paper, as it was released; nothing false is said about it."""
        self.customer.email = "a..b@acme.be"
        self.invoice(100.0)
        run = self.released()
        self.customer.email = "ab@acme.be"
        self.send_now()
        self.assertFalse(run.notice_ids.warning_codes)

    # -------------------------------------------------------------- invoice addresses

    def three_addresses(self):
        return [
            self.contact("Leuven", email="leuven@stad.be", lang="en_US"),
            self.contact("Heverlee", email="heverlee@stad.be"),
            self.contact("Kessel-Lo", email="kessel@stad.be", lang="fr_FR"),
        ]

    def test_letter_goes_to_the_invoice_address_that_all_invoices_name(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        _first, _second, third = self.three_addresses()
        self.invoice(100.0, partner=third)
        self.invoice(50.0, partner=third)
        notice = self.make_run().notice_ids
        self.assertEqual((notice.partner_id, notice.recipient_id), (self.customer, third))
        self.assertEqual(notice.lang, "fr_FR")
        self.assertFalse(notice.warning_codes)
        self.assertEqual(self.why()["recipient"], third.display_name)

    def test_invoices_that_name_different_addresses_are_warned(self):
        first, second, _third = self.three_addresses()
        self.invoice(100.0, partner=second)
        self.invoice(50.0, partner=first)
        notice = self.make_run().notice_ids
        self.assertEqual(notice.recipient_id, first)
        self.assertEqual(self.warnings(notice), ["several_invoice_addresses"])
        self.assertIn("several invoice addresses", notice.warning)
        self.assertIn("invoice address", self.why()["warning"])

    def test_what_the_named_address_lacks_counts_and_not_the_first_one(self):
        first, _second, third = self.three_addresses()
        third.email = False
        self.invoice(100.0, partner=third)
        other = self.make_customer("Jansen BV")
        good = self.env["res.partner"].create(
            [
                {"name": name, "parent_id": other.id, "type": "invoice", "email": email}
                for name, email in (("One", False), ("Two", "two@jansen.be"))
            ]
        )[1]
        self.invoice(100.0, partner=good)
        run = self.make_run()
        notice = self.notice_of(run, self.customer)
        self.assertEqual((notice.channel, self.warnings(notice)), ("print", ["no_email"]))
        notice = self.notice_of(run, other)
        self.assertEqual((notice.channel, notice.recipient_id), ("email", good))
        self.assertFalse(notice.warning_codes)

    def test_marked_contact_comes_before_the_invoices(self):
        _first, _second, third = self.three_addresses()
        marked = self.contact("Controller", type="contact", dunning_recipient=True)
        marked.email = "controller@stad.be"
        self.invoice(100.0, partner=third)
        notice = self.make_run().notice_ids
        self.assertEqual(notice.recipient_id, marked)
        self.assertFalse(notice.warning_codes)

    def test_letters_in_two_currencies_go_to_the_address_of_each(self):
        self.enter_rate(self.usd)
        first, second, _third = self.three_addresses()
        self.invoice(100.0, partner=first)
        self.invoice(100.0, partner=second, currency=self.usd)
        notices = self.make_run().notice_ids.grouped("currency_id")
        self.assertEqual(notices[self.eur].recipient_id, first)
        self.assertEqual(notices[self.usd].recipient_id, second)

    # ------------------------------------------------------------------------ archived

    def test_archived_contact_gets_nothing(self):
        gone = self.contact("Gone", email="gone@acme.be")
        stays = self.contact("Stays", email="stays@acme.be")
        gone.active = False
        self.invoice(100.0)
        self.assertEqual(self.make_run().notice_ids.recipient_id, stays)

    def test_contact_archived_after_release_gets_nothing(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        gone = self.contact("Gone", email="gone@acme.be", dunning_recipient=True)
        stays = self.contact("Stays", email="stays@acme.be", lang="fr_FR")
        self.invoice(100.0)
        run = self.released()
        notice = run.notice_ids
        self.assertEqual(notice.recipient_id, gone)
        gone.active = False
        self.send_now()
        self.assertEqual((notice.recipient_id, notice.lang), (stays, "fr_FR"))
        self.assertEqual(self.to(notice.mail_id), ['"Stays" <stays@acme.be>'])
        self.assertIn("Stays", text_of(notice.attachment_id.raw))
        self.assertNotIn("Gone", text_of(notice.attachment_id.raw))

    # --------------------------------------------------------------------------- paper

    def test_contact_without_a_street_is_written_to_at_the_customers(self):
        self.sheet.level_ids.channel = "print"
        belgium = self.env.ref("base.be")
        self.customer.write({"zip": "9000", "city": "Gent", "country_id": belgium.id})
        self.company.country_id = belgium
        self.contact("Boekhouding", email="ap@acme.be")
        self.invoice(100.0)
        run = self.released()
        notice = run.notice_ids
        self.assertFalse(notice.warning_codes)
        self.assertEqual(
            notice._letter().address, ("Peeters NV", "Boekhouding", "Kerkstraat 1", "9000 Gent")
        )
        self.send_now()
        self.assertIn("PeetersNVBoekhoudingKerkstraat19000Gent", text_of(notice.attachment_id.raw))

    def test_contact_with_a_street_of_its_own_is_written_to_there(self):
        belgium = self.env.ref("base.be")
        self.company.country_id = belgium
        place = {"street": "Markt 2", "zip": "8000", "city": "Brugge"}
        self.contact("Boekhouding", country_id=belgium.id, **place)
        self.invoice(100.0)
        lines = self.make_run().notice_ids._letter().address
        self.assertEqual(lines, ("Peeters NV", "Boekhouding", "Markt 2", "8000 Brugge"))

    def test_nobody_with_a_street_is_not_printed(self):
        self.sheet.level_ids.channel = "print"
        notice = self.notice(street=False)
        self.assertEqual(self.warnings(notice), ["no_postal_address"])
        with self.assertRefused("not released", "Peeters NV has no postal address", "street"):
            notice.run_id.action_release()
        self.assertEqual(notice.state, "proposed")
        self.customer.street = "Kerkstraat 1"
        notice.run_id.action_release()
        self.assertEqual((notice.state, notice.warning_codes), ("ready", False))

    def test_neither_street_nor_address_is_not_printed_instead(self):
        notice = self.notice(street=False, email=False)
        self.assertEqual(notice.channel, "print")
        self.assertEqual(self.warnings(notice), ["no_email", "no_postal_address"])
        with self.assertRaises(UserError):
            notice.run_id.action_release()

    def test_by_e_mail_instead_it_is_released(self):
        self.sheet.level_ids.channel = "print"
        notice = self.notice(street=False)
        notice.action_set_channel("email")
        self.assertEqual((notice.channel, notice.warning_codes), ("email", False))
        notice.action_release()
        self.assertEqual(notice.state, "ready")

    def test_of_both_ways_the_e_mail_goes_alone(self):
        self.sheet.level_ids.channel = "both"
        notice = self.notice(street=False)
        self.assertEqual((notice.channel, self.warnings(notice)), ("email", ["no_postal_copy"]))
        self.assertIn("by e-mail only", notice.warning)
        self.send(notice.run_id)
        self.assertEqual(notice.state, "queued")
        self.assertEqual(notice.waits_for, "mail")

    def test_street_lost_after_release_stops_the_letter(self):
        self.sheet.level_ids.channel = "print"
        self.invoice(100.0)
        run = self.released()
        self.customer.street = False
        self.send_now()
        self.assertEqual(run.notice_ids.state, "failed")
        self.assertIn("Peeters NV has no postal address", run.notice_ids.reason)
        self.customer.street = "Kerkstraat 1"
        run.notice_ids.action_retry()
        self.send_now()
        self.assertEqual((run.notice_ids.state, run.notice_ids.warning_codes), ("queued", False))

    def test_e_mail_needs_no_street(self):
        notice = self.notice(street=False)
        self.assertEqual((notice.channel, notice.warning_codes), ("email", False))

    # ----------------------------------------------------------------------- the update

    def test_the_one_old_warning_becomes_two(self):
        bad, banned = self.make_customer("Bad"), self.make_customer("Banned")
        self.env["mail.blacklist"]._add(banned.email)
        for customer in (bad, banned):
            self.invoice(100.0, partner=customer)
        run = self.make_run()
        run.notice_ids.sudo().warning_codes = "bad_email,lang"
        self.env.flush_all()
        path = Path(addon.__file__).parent / "migrations/19.0.1.5.0/pre-address.py"
        spec = importlib.util.spec_from_file_location("pre_address", path)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        for _twice in range(2):
            script.migrate(self.env.cr, "19.0.1.4.0")
        self.env.invalidate_all()
        self.assertEqual(self.notice_of(run, bad).warning_codes, "email_invalid,lang")
        self.assertEqual(self.notice_of(run, banned).warning_codes, "email_blacklisted,lang")

    def test_last_look_at_many_asks_no_more_than_at_few(self):
        self.many_customers(12)
        notices = self.make_run().notice_ids.sudo()
        counts = set()
        for some in (notices[:2], notices):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            ways = address.ways_to(some)
            self.assertEqual(len(ways), len(some))
            counts.add(self.env.cr.sql_log_count - before)
        self.assertEqual(len(counts), 1, counts)

    def test_preview_of_a_letter_without_an_address_is_still_shown(self):
        self.sheet.level_ids.channel = "print"
        notice = self.notice(street=False)
        self.assertIn("PeetersNV", text_of(paper.press_letters(notice)[notice.id].pdf))
