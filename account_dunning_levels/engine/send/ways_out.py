"""By which ways letters leave: Odoo's outbox, the print batch, and those of other addons."""

from ...rules.decide import channels, notice_states
from . import mails

#: way -> function of notices whose letters are made
WAYS_OUT = {}


def register(way, let_leave):
    """Say how letters leave by a way.

    :param str way: of :attr:`rules.decide.channels.Channel.ways`
    :param let_leave: function of notices; it runs in the transaction that makes their letters,
        after the ways registered before it. Nothing may leave the house before that transaction is
        committed: put it in a queue, as an e-mail in Odoo's outbox. Once a letter has left, call
        :func:`settle.outcome.left_by`.
    """
    WAYS_OUT[way] = let_leave


def let_leave(notices):
    """Hand made letters to the ways of their channels."""
    for way, function in WAYS_OUT.items():
        leaving = notices.filtered(lambda n, way=way: way in channels.of(n.channel).ways)
        if leaving:
            function(leaving)


def _wait_for_print_batch(_notices):
    """A person takes them out (:mod:`send.print_batch`)."""


register(channels.MAIL, mails.queue_mails)
register(channels.PAPER, _wait_for_print_batch)


def require_complete(codes, states):
    """Every channel that is offered can be sent: called when the addons are loaded.

    :param codes: of the channels that users can choose
    :param states: that a notice can have
    :raises LookupError: a channel is not registered
    :raises ValueError: nobody said how letters leave by one of its ways, or its state is not known
    """
    for channel in map(channels.of, codes):
        lost = sorted(channel.ways - set(WAYS_OUT))
        if lost:
            raise ValueError(
                f"Channel {channel.code!r}: say how letters leave by {', '.join(lost)}, with "
                "engine.send.ways_out.register."
            )
        if channel.state not in states:
            raise ValueError(
                f"Channel {channel.code!r}: add the state {channel.state!r} to the reminder; it "
                f"knows {', '.join(notice_states.OPEN)} and others."
            )
