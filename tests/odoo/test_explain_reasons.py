"""A reason is one value with all its words: a new one shows everywhere, a forgotten part stops
the loading of the module."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from dunning_common import DunningCommon, day

from odoo.tests import tagged

from odoo.addons.account_dunning_levels.engine.explain import reason_parts, reason_words
from odoo.addons.account_dunning_levels.engine.explain.reason_parts import Words
from odoo.addons.account_dunning_levels.rules.decide import reasons
from odoo.addons.account_dunning_levels.rules.decide.reasons import Reason

LABEL = "Ordered on a Sunday"
TITLE = "Day of the order"
SENTENCE = "The invoice is of a Sunday."
ADVICE = "Nothing happens by itself: invoice on another day."
OVER = "Ninety days after a Sunday are over."

ON_SUNDAY = Reason(
    code="on_sunday",
    decided_by=reasons.ITEM,
    ends=reasons.WITH_CHANGE,
    applies=lambda item, sheet, level, days, context: item.invoice_date.weekday() == 6,
)
ON_SUNDAY_FOR_90_DAYS = replace(
    ON_SUNDAY,
    ends=reasons.ON_A_DAY,
    applies=lambda item, sheet, level, days, context: (
        days <= 90 and item.invoice_date.weekday() == 6
    ),
    until=lambda item, level, options: (
        item.due_date + timedelta(days=91) if item.invoice_date.weekday() == 6 else None
    ),
)
WORDS = Words(
    label=LABEL,
    title=lambda env: TITLE,
    sentence=lambda asked: SENTENCE,
    advice=lambda asked: ADVICE,
)
WORDS_FOR_90_DAYS = replace(WORDS, advice=None, over=lambda asked: OVER)


@contextmanager
def registered(reason, words, after=reasons.NO_SHEET):
    reason_parts.register(reason, words, after)
    try:
        yield
    finally:
        reason_parts.unregister(reason)


@tagged("post_install", "-at_install")
class TestNewReason(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # 1 February 2026 is a Sunday
        cls.item = cls.invoice(100.0, "2026-02-28", invoiced="2026-02-01")
        cls.other = cls.invoice(100.0, "2026-02-28", invoiced="2026-02-02")

    def rule(self, answer, code):
        return next(row for row in answer["rules"] if row["rule"] == code)

    def test_why_tells_a_new_reason_with_title_sentence_and_advice(self):
        with registered(ON_SUNDAY, WORDS):
            answer = self.item.action_dunning_explain("2026-03-31")
            other = self.other.action_dunning_explain("2026-03-31")
        self.assertEqual((answer["reason"], answer["sentence"]), ("on_sunday", SENTENCE))
        self.assertEqual((answer["next_event"], answer["next_event_date"]), (ADVICE, False))
        self.assertEqual((answer["next_date"], answer["first_date"]), (False, False))
        self.assertEqual(
            self.rule(answer, "on_sunday"),
            {"rule": "on_sunday", "title": TITLE, "verdict": "decides", "sentence": SENTENCE},
        )
        self.assertEqual(
            (other["reason"], self.rule(other, "on_sunday")["verdict"]), ("", "passed")
        )

    def test_new_reason_stands_at_its_place_among_the_rules(self):
        with registered(ON_SUNDAY, WORDS):
            rules = [row["rule"] for row in self.item.action_dunning_explain()["rules"]]
        place = rules.index("on_sunday")
        self.assertEqual(rules[place - 1 : place + 2], ["no_sheet", "on_sunday", "too_old"])
        self.assertNotIn(
            "on_sunday", [row["rule"] for row in self.item.action_dunning_explain()["rules"]]
        )

    def test_new_reason_that_ends_on_a_day_tells_that_day(self):
        with registered(ON_SUNDAY_FOR_90_DAYS, WORDS_FOR_90_DAYS):
            answer = self.item.action_dunning_explain("2026-03-31")
        # 28 February + 91 days
        self.assertEqual((answer["reason"], answer["next_date"]), ("on_sunday", "2026-05-30"))
        self.assertEqual(answer["events"][0], {"date": "2026-05-30", "sentence": OVER})

    def test_run_leaves_the_item_out_for_the_new_reason(self):
        with registered(ON_SUNDAY, WORDS):
            run = self.make_run()
        self.assertEqual(self.reason_of(self.item, run), "on_sunday")
        self.assertFalse(self.reason_of(self.other, run))

    def test_list_of_open_items_has_no_day_for_what_stays(self):
        with registered(ON_SUNDAY, WORDS):
            item = self.env["account.dunning.item"].browse(self.item.id)
            self.assertFalse(item.next_date)
        self.env.invalidate_all()
        self.assertEqual(item.next_date, day("2026-03-01"))


@tagged("post_install", "-at_install")
class TestForgottenPart(DunningCommon):
    def without(self, code, part):
        return reason_words.WORDS | {code: replace(reason_words.WORDS[code], **{part: None})}

    def test_each_part_of_each_reason_is_missed_when_the_module_is_loaded(self):
        for reason in reasons.in_order():
            for part in reason_parts.parts_of(reason):
                with (
                    self.subTest(reason=reason.code, part=part),
                    self.assertRaisesRegex(ValueError, f"'{reason.code}' has no: {part}"),
                ):
                    reason_parts.keep(self.without(reason.code, part))

    def test_reason_without_any_words_says_what_it_needs(self):
        words = {code: own for code, own in reason_words.WORDS.items() if code != "exhausted"}
        with self.assertRaisesRegex(
            ValueError, "'exhausted' has no words: it needs advice, label, sentence, title"
        ):
            reason_parts.keep(words)

    def test_words_for_no_reason_are_refused(self):
        with self.assertRaisesRegex(ValueError, "'exhasted', which is no reason"):
            reason_parts.keep(reason_words.WORDS | {"exhasted": WORDS})

    def test_part_that_nobody_reads_is_refused(self):
        words = replace(reason_words.WORDS["too_soon"], advice=lambda asked: ADVICE)
        with self.assertRaisesRegex(ValueError, "'too_soon' has a part that nobody reads: advice"):
            reason_parts.keep(reason_words.WORDS | {"too_soon": words})

    def test_new_reason_without_a_part_is_not_registered(self):
        for part in ("label", "title", "sentence", "advice"):
            with (
                self.subTest(part=part),
                self.assertRaisesRegex(ValueError, f"'on_sunday' has no: {part}"),
            ):
                reason_parts.register(ON_SUNDAY, replace(WORDS, **{part: None}), reasons.NO_SHEET)
        self.assertNotIn(ON_SUNDAY, reasons.in_order())

    def test_database_does_not_load_with_a_reason_that_has_no_words(self):
        reasons.register(ON_SUNDAY, reasons.NO_SHEET)
        try:
            with self.assertRaisesRegex(ValueError, "'on_sunday' has no words"):
                self.env["account.dunning.notice.line"]._register_hook()
        finally:
            reasons.unregister(ON_SUNDAY)

    def test_lists_offer_every_reason_in_the_binding_order(self):
        in_order = [reason.code for reason in reasons.in_order()]
        for model in ("account.dunning.notice.line", "account.dunning.simulation.line"):
            selection = self.env[model]._fields["reason"]._description_selection(self.env)
            self.assertEqual([code for code, _label in selection], in_order)
            self.assertEqual(dict(selection)["too_soon"], "Reminded too recently")
