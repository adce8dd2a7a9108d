"""The letters of a run that leave by post: one PDF in list order, taken out once."""

from io import BytesIO

from odoo.exceptions import UserError
from odoo.tools.pdf import PdfReader, PdfWriter

from ...rules.decide import channels, notice_states
from ..archive import kept_letters
from ..settle import outcome
from ..store.access import as_engine


def waiting_domain():
    """Notices whose letter is made and waits for the printer."""
    return [
        ("state", "in", notice_states.waiting()),
        ("waits_for", "in", channels.texts_with(channels.PAPER)),
    ]


def take_out(run):
    """Merge the waiting letters of a run and mark them printed, in this order.

    The merged PDF is stored first: a letter that cannot be read leaves all of them waiting.

    :return: the attachment with the merged PDF, also kept on the run
    :raises UserError: nothing waits, or a letter cannot be read
    """
    run = as_engine(run)
    domain = [("run_id", "=", run.id), *waiting_domain()]
    notices = run.env["account.dunning.notice"].search(domain, order="position, id")
    if not notices:
        if run.print_attachment_id:
            return run.print_attachment_id
        raise UserError(run.env._("Run %s has no letters that wait for the printer.", run.name))
    # two users taking out at once would put the same letters in two envelopes
    notices.lock_for_update()
    merged = _merge(notices)
    try:
        attachment = _keep(run, merged)
    except OSError as error:
        raise UserError(
            run.env._(
                "The file store cannot take the letters to print (%s). Nothing is marked as "
                "printed; free space, then print again.",
                error.strerror,
            )
        ) from error
    run.print_attachment_id = attachment
    outcome.left_by(notices, channels.PAPER)
    return attachment


def _keep(run, merged):
    attachment = run.env["ir.attachment"].create(
        {
            "name": run.env._("Reminders %s to print.pdf", run.name.replace("/", "-")),
            "raw": merged,
            "mimetype": "application/pdf",
            "res_model": run._name,
            "res_id": run.id,
            "company_id": run.company_id.id,
        }
    )
    kept_letters.require_kept(attachment, merged)
    return attachment


def _merge(notices):
    writer = PdfWriter()
    for notice in notices:
        try:
            reader = PdfReader(BytesIO(notice.attachment_id.raw or b""), strict=False)
            for page in reader.pages:
                writer.add_page(page)
        except Exception as error:
            raise UserError(
                notices.env._(
                    "The letter of reminder %(name)s cannot be read (%(error)s). Cancel that "
                    "reminder, then print the others.",
                    name=notice.name,
                    error=error,
                )
            ) from error
    result = BytesIO()
    writer.write(result)
    return result.getvalue()
