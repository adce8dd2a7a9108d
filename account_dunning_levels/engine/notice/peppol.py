"""Whether invoices to Belgian businesses went by Peppol, where Odoo knows it (``account_peppol``).

Interest and the EUR 40 are for a creditor who fulfilled the duties of the law (law of 2 August 2002
art. 5), and the form of the invoice is one.
"""

#: states of a company that sends by Peppol through Odoo
SENDING = ("sender", "receiver")
#: states of an invoice that left by Peppol
LEFT = ("processing", "done")


def is_known(company):
    """Whether Odoo sends the invoices of a Belgian company by Peppol, and so knows which went."""
    fields = company.env["account.move"]._fields
    if "peppol_move_state" not in fields or "account_peppol_proxy_state" not in company._fields:
        return False
    # sudo: how a company sends is no secret to who makes its lists
    return company.sudo().account_peppol_proxy_state in SENDING
