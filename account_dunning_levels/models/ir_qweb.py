from lxml import etree

from odoo import models

from ..engine.send.mails import COMPILED


class IrQweb(models.AbstractModel):
    _inherit = "ir.qweb"

    def _generate_code_uncached(self, template):
        """Compile the text of an e-mail once for all letters of a sender that share it.

        Odoo compiles it for each of them, which takes longer than everything else about an
        e-mail. What is kept goes with the context that asked for it.
        """
        kept = self.env.context.get(COMPILED)
        if kept is None or not isinstance(template, etree._Element):
            return super()._generate_code_uncached(template)
        names = [*self._get_template_cache_keys(), "raise_on_forbidden_code_for_model"]
        key = (etree.tostring(template), *(self.env.context.get(name) for name in names))
        if key not in kept:
            kept[key] = super()._generate_code_uncached(template)
        return kept[key]
