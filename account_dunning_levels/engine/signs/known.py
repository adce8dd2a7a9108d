"""What is looked up before a statement is made, so that it pays nothing for signs nobody uses.

Mostly these are a handful of ids: PostgreSQL knows how many items have them, and a sign without any
is a constant.
"""

from dataclasses import dataclass, field

from odoo.tools import SQL

from . import under_way


@dataclass(frozen=True, slots=True)
class Known:
    """What signs are made of in the companies that are looked at.

    :ivar non_trade: ids of the receivable accounts marked non-trade
    :ivar money: ids of the journals of bank, cash and cards
    :ivar collecting: ids of the payment methods by which we collect ourselves
    :ivar blocked: ids of the posted invoices and bills whose payment is blocked in Odoo
    :ivar covers: open item -> :class:`rules.decide.under_way.Cover`
    """

    non_trade: list
    money: list
    collecting: list
    blocked: list
    covers: dict = field(default_factory=dict)

    @property
    def covered(self):
        """Ids of the items of which payments on their way cover something, or may."""
        return list(self.covers)


def look_up(env, day, companies=None, currencies=None):
    """What signs are made of now.

    :param day: whose exchange rates count for payments on their way
    :param companies: ``res.company`` records; None: all that have such payments
    :param currencies: :class:`rules.decide.values.Currencies` of the only company; None: looked up
        where a payment is in another currency than its item
    :return: :class:`Known`
    """
    for model, names in _READ.items():
        env[model].flush_model(names)
    [ids] = env.execute_query(SQL(_KNOWN))
    return Known(*ids, under_way.read(env, day, companies, currencies))


_READ = {
    "account.account": ["account_type", "non_trade"],
    "account.journal": ["type"],
    "account.move": ["journal_id", "payment_state", "state"],
    "account.payment.method.line": ["dunning_collects"],
}

_KNOWN = """
    SELECT ARRAY(SELECT id FROM account_account
                  WHERE account_type = 'asset_receivable' AND non_trade),
           ARRAY(SELECT id FROM account_journal WHERE type IN ('bank', 'cash', 'credit')),
           ARRAY(SELECT id FROM account_payment_method_line WHERE dunning_collects),
           -- by journal and state, as Odoo's index has them
           ARRAY(SELECT move.id
                   FROM account_journal journal
                   JOIN account_move move ON move.journal_id = journal.id
                  WHERE journal.type IN ('sale', 'purchase')
                    AND move.state = 'posted'
                    AND move.payment_state = 'blocked')
"""
