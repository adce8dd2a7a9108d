from werkzeug.exceptions import NotFound

from odoo.exceptions import AccessError
from odoo.http import Controller, content_disposition, request, route

from ..report.bad_debt_file import bad_debt_csv, bad_debt_workbook
from .control_list import XLSX

FILES = {"xlsx": (bad_debt_workbook, XLSX), "csv": (bad_debt_csv, "text/csv; charset=utf-8")}


class BadDebtController(Controller):
    @route(
        [f"/account_dunning/bad_debt/<int:list_id>.<any({', '.join(FILES)}):ending>"],
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def download(self, list_id, ending):
        """A list of bad debts as a file."""
        debts = request.env["account.dunning.bad.debt"].browse(list_id).exists()
        try:
            debts.check_access("read")
        except AccessError as error:
            raise NotFound from error
        if not debts:
            raise NotFound
        make, content_type = FILES[ending]
        name = debts.name.replace("/", "-")
        return request.make_response(
            make(debts),
            headers=[
                ("Content-Type", content_type),
                ("Content-Disposition", content_disposition(f"{name}.{ending}")),
                ("Cache-Control", "no-store"),
            ],
        )
