from werkzeug.exceptions import NotFound

from odoo.exceptions import AccessError
from odoo.http import Controller, content_disposition, request, route

from ..report.ageing_xlsx import ageing_workbook
from .control_list import XLSX


class Ageing(Controller):
    @route(
        "/account_dunning/ageing/<int:wizard_id>.xlsx",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def download(self, wizard_id):
        """An ageing as a workbook, for who asked for it."""
        wizard = request.env["account.dunning.ageing"].browse(wizard_id).exists()
        try:
            wizard.check_access("read")
        except AccessError as error:
            raise NotFound from error
        if not wizard:
            raise NotFound
        name = wizard._title().replace("/", "-")
        return request.make_response(
            ageing_workbook(wizard),
            headers=[
                ("Content-Type", XLSX),
                ("Content-Disposition", content_disposition(f"{name}.xlsx")),
                ("Cache-Control", "no-store"),
            ],
        )
