from werkzeug.exceptions import NotFound

from odoo.exceptions import AccessError
from odoo.http import Controller, content_disposition, request, route

from ..report.control_list_xlsx import control_list_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ControlListController(Controller):
    @route(
        "/account_dunning/control_list/<int:run_id>.xlsx",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def download(self, run_id):
        """The control list of a run as a workbook."""
        run = request.env["account.dunning.run"].browse(run_id).exists()
        try:
            run.check_access("read")
        except AccessError as error:
            raise NotFound from error
        if not run:
            raise NotFound
        name = request.env._("Control list %s", run.name.replace("/", "-"))
        return request.make_response(
            control_list_workbook(run),
            headers=[
                ("Content-Type", XLSX),
                ("Content-Disposition", content_disposition(f"{name}.xlsx")),
                ("Cache-Control", "no-store"),
            ],
        )
