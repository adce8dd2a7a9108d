from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..engine.holds import moved
from ..engine.notice import foreign
from ..engine.store import by_company


class ResPartner(models.Model):
    """What a customer is set to: by each company for itself (SPEC section 16).

    Read outside the company that a user works in, a setting needs ``with_company``; SQL has
    ``engine/store/by_company.py``. What nobody set, says ``ir_default.py``.
    """

    # in one file with the rest it would be longer than a file of ours may be
    _inherit = "res.partner"  # pylint: disable=consider-merging-classes-inherited

    # depends_context: Odoo keeps what it read once for each company
    dunning_category_ids = fields.One2many(
        "res.partner.dunning.category",
        "partner_id",
        string="Dunning categories",
        domain=lambda self: [("company_id", "=", self.env.company.id)],
        depends_context=("company",),
        help="Category 1, category 2, ...: the first one that has a dunning sheet decides. "
        "Without any, the contact tags are used.",
    )
    # prefetch: see account.move
    dunning_enabled = fields.Boolean(
        string="Send reminders",
        company_dependent=True,
        copy=True,
        help="Off: this customer gets no reminders.",
        prefetch="dunning",
    )
    dunning_send_email = fields.Boolean(
        string="Reminders by e-mail",
        company_dependent=True,
        copy=True,
        help="Off: the letters are printed.",
        prefetch="dunning",
    )
    dunning_user_id = fields.Many2one(
        "res.users",
        string="Responsible for reminders",
        company_dependent=True,
        copy=True,
        help="Gets the activities and the replies. Empty: the salesperson.",
        prefetch="dunning",
    )
    dunning_recipient = fields.Boolean(
        string="Receives the reminders",
        company_dependent=True,
        copy=True,
        help="Reminders go to this contact instead of the invoice address.",
        prefetch="dunning",
    )
    dunning_mail_template_id = fields.Many2one(
        "mail.template",
        string="Reminder e-mail",
        domain=[("model", "=", "account.dunning.notice")],
        ondelete="set null",
        company_dependent=True,
        copy=True,
        help="Replaces the e-mail template of the level for this customer.",
        prefetch="dunning",
    )
    dunning_head_office_id = fields.Many2one(
        "res.partner",
        string="Head office",
        ondelete="restrict",
        domain="[('parent_id', '=', False), ('id', '!=', id)]",
        company_dependent=True,
        copy=True,
        help="The items of this customer stand on the reminders of its head office: one letter "
        "for the whole group, by the head office's dunning sheet, language and address.",
        prefetch="dunning",
    )
    dunning_branch_ids = fields.One2many(
        "res.partner",
        "dunning_head_office_id",
        string="Branches on the same reminder",
        depends_context=("company",),
    )

    def write(self, vals):
        """A customer that becomes a contact is no branch or head office of any company."""
        result = super().write(vals)
        if moved.DECIDING & set(vals):
            self._dunning_follow_elsewhere()
        return result

    def _dunning_follow_elsewhere(self):
        """In other companies the branches of a new contact go to the customer that it belongs to.

        In the company that the user works in, the check below asks for a choice. Its words would
        tell what the other companies have set.
        """
        # sudo: other companies' settings follow whoever changes the contact, and are not told
        partners = self.sudo()
        for branch_id, company_id, head_id in by_company.head_offices_elsewhere(self):
            branch = partners.browse(branch_id).with_company(company_id)
            head = branch.browse(head_id).commercial_partner_id
            if head == branch or branch.commercial_partner_id != branch:
                branch.dunning_head_office_id = False
            else:
                branch.dunning_head_office_id = head.dunning_head_office_id or head

    @api.ondelete(at_uninstall=False)
    def _unlink_never_head_office_elsewhere(self):
        """Odoo would name the branch, which may be a customer of the other company only."""
        heads = {head_id for _branch, _company, head_id in by_company.head_offices_elsewhere(self)}
        used = self.filtered(lambda partner: partner.id in heads)
        if used:
            raise UserError(
                self.env._(
                    "Another company uses %s for its reminders. Archive it instead of deleting it.",
                    used[0].display_name,
                )
            )

    @api.constrains("dunning_mail_template_id")
    def _check_dunning_mail_template(self):
        for partner in self:
            if name := foreign.of_template(partner.dunning_mail_template_id):
                raise ValidationError(foreign.template_words(self.env, name))

    @api.constrains("dunning_head_office_id", "parent_id")
    def _check_dunning_head_office(self):
        """One step only, between customers: a head office has none itself."""
        concerned = self | self.dunning_branch_ids
        concerned._dunning_lock_head_offices()
        for partner in concerned:
            head = partner.dunning_head_office_id
            if not head:
                continue
            words = {"head": head.display_name, "customer": partner.display_name}
            if head == partner:
                raise ValidationError(
                    self.env._("Head office: %(customer)s cannot be its own head office.", **words)
                )
            for contact in (partner, head):
                if contact.commercial_partner_id != contact:
                    raise ValidationError(
                        self.env._(
                            "Head office: %(contact)s is a contact of %(company)s. Choose "
                            "%(company)s, who owes the items.",
                            contact=contact.name,
                            company=contact.commercial_partner_id.name,
                        )
                    )
            if head.dunning_head_office_id or partner.dunning_branch_ids:
                raise ValidationError(
                    self.env._(
                        "Head office: the reminders of %(customer)s would go to %(head)s and on "
                        "to a third one. Choose one head office for the whole group.",
                        **words,
                    )
                )

    def _dunning_lock_head_offices(self):
        """Two users who make each other's customer the head office at once: the second one is
        tried again by Odoo, and then sees what the first one did."""
        heads = self.dunning_head_office_id
        if heads:
            self.env.cr.execute(
                SQL("SELECT id FROM res_partner WHERE id IN %s FOR NO KEY UPDATE", heads._ids)
            )

    def _dunning_letter_to(self, company):
        """The customers who get a company's reminders for these partners: the commercial partner,
        or its head office there."""
        debtors = self.commercial_partner_id.with_company(company)
        branches = debtors.filtered("dunning_head_office_id")
        letter_to = (debtors - branches) | branches.dunning_head_office_id
        return letter_to.with_env(self.env)

    def _dunning_with_head_office(self):
        """Those that have a head office in one of the companies that the user works in."""
        found = self.browse()
        for company in self.env.companies:
            found |= self.with_company(company).filtered("dunning_head_office_id")
        return found.with_env(self.env)

    def _dunning_branches(self, company):
        """The customers whose items stand on a company's letters to these."""
        found = self.with_company(company).with_context(active_test=False)
        return found.search([("dunning_head_office_id", "in", self.ids)]).with_env(self.env)
