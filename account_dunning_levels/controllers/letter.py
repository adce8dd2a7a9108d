from werkzeug.exceptions import BadRequest, NotFound

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import Controller, content_disposition, request, route


class LetterController(Controller):
    @route("/account_dunning/preview/<int:notice_id>", type="http", auth="user", methods=["GET"])
    def preview(self, notice_id):
        """The letter of a reminder as it would be sent now, shown in the browser."""
        notice = request.env["account.dunning.notice"].browse(notice_id).exists()
        try:
            notice.check_access("read")
            if not notice:
                raise NotFound
            pdf = notice._preview_letter()
        except (AccessError, MissingError) as error:
            raise NotFound from error
        except UserError as error:
            raise BadRequest(str(error)) from error
        name = f"{notice._get_report_base_filename()}.pdf"
        return request.make_response(
            pdf,
            headers=[
                ("Content-Type", "application/pdf"),
                ("Content-Disposition", content_disposition(name, "inline")),
                ("X-Content-Type-Options", "nosniff"),
                ("Cache-Control", "no-store"),
            ],
        )
