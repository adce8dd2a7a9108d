"""What an open item is once a letter about it has left."""

from datetime import timedelta

from rule_values import day, item, level, only_notice, run, sheet
from rules.decide.on_law import facts_of
from rules.decide.reminded import NEVER, Reminded, item_after, once_more
from rules.law.claims import Facts

FIRST, SECOND = day("2026-03-31"), day("2026-04-14")
BY_EMAIL = (FIRST, "email")


def only_claim(one_item, on="2026-03-31"):
    [claim] = only_notice(one_item, context=run(on)).claims
    return claim


def test_item_that_no_letter_was_sent_about_stays_as_it_is():
    one_item = item(level=1, last="2026-03-01")
    assert item_after(one_item, NEVER) is one_item


def test_after_a_letter_the_item_has_its_level_and_its_day():
    one_item = item()
    after = item_after(one_item, once_more(NEVER, only_claim(one_item), FIRST, None))
    assert (after.level, after.last_date) == (1, FIRST)
    assert after.announced == one_item.residual
    assert after._replace(level=0, last_date=None, law=None, announced=None) == one_item


def test_each_letter_raises_the_item_by_one_level_until_the_last():
    invoice, so_far, levels = item(), NEVER, []
    for number in range(3):
        on = FIRST + timedelta(days=14 * number)
        claim = only_claim(item_after(invoice, so_far), on.isoformat())
        so_far = once_more(so_far, claim, on, None)
        levels.append((so_far.level, so_far.last_date))
    assert levels == [(1, FIRST), (2, SECOND), (3, day("2026-04-28"))]


def test_free_time_counts_from_the_first_letter_that_warned():
    one_item = item()
    first = once_more(NEVER, only_claim(one_item), FIRST, BY_EMAIL)
    second = once_more(first, only_claim(one_item), SECOND, (SECOND, "post"))
    law = facts_of(item_after(one_item, second))
    assert (law.warned_on, law.warned_by) == (FIRST, "email")


def test_letter_that_really_left_before_goes_first():
    one_item = item(law=Facts(warned_on=day("2026-02-09"), warned_by="post"))
    law = facts_of(item_after(one_item, Reminded(1, FIRST, BY_EMAIL)))
    assert (law.warned_on, law.warned_by) == (day("2026-02-09"), "post")


def compensated_after(one_item, by):
    claim = only_notice(one_item, by=by).claims[0]._replace(has_compensation=True)
    first = once_more(NEVER, claim, FIRST, None)
    return facts_of(item_after(one_item, first)).compensated


def test_compensation_that_was_only_stated_is_asked_again():
    assert not compensated_after(item(), sheet(level(1), level(2)))


def test_compensation_that_is_booked_when_its_letter_leaves_is_not_asked_again():
    assert compensated_after(item(), sheet(level(1), level(2), books_charges=True))


def test_most_that_letters_announced_is_kept_when_a_payment_lowers_the_item():
    whole, rest = item(residual="100.00"), item(residual="40.00")
    first = once_more(NEVER, only_claim(whole), FIRST, None)
    assert once_more(first, only_claim(rest), SECOND, None).announced == whole.residual


def test_instalment_whose_invoice_was_asked_it_with_another_keeps_level_and_date():
    one_item = item(level=1, last="2026-03-01")
    after = item_after(one_item, Reminded(compensated=True))
    assert facts_of(after).compensated
    assert (after.level, after.last_date) == (1, day("2026-03-01"))


def test_claim_of_a_lower_level_on_a_common_letter_steps_to_its_own():
    new, old = item(), item(level=1, last="2026-03-01")
    notice = only_notice(new, old, by=sheet(level(1), level(2)))
    steps = {
        claim.verdict.item.id: once_more(NEVER, claim, FIRST, None).level for claim in notice.claims
    }
    assert notice.level.number == 2
    assert steps == {new.id: 1, old.id: 2}
