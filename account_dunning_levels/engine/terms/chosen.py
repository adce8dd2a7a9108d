"""What companies, sheets and runs are set to, as the rules read it.

The models say it themselves, so that another addon can extend them; every other room asks here.
"""


def of_company(company):
    """The options of a company, or those that a simulation tries.

    :param company: ``res.company`` or ``account.dunning.simulation``
    :return: :class:`rules.decide.values.Options`
    """
    return company._dunning_options()


def law_options(company):
    """What the law asks about a company (:class:`rules.decide.values.LawOptions`)."""
    return company._dunning_law_options()


def country(company):
    """The country whose law a company follows: ``res.country``, may be empty."""
    return company._dunning_country()


def criteria(run):
    """The criteria of a run (:class:`rules.decide.values.Criteria`)."""
    return run._criteria()


def names_tried(simulation):
    """Names of the options that a simulation can change."""
    return simulation._option_names()


def rule_sheet(sheet):
    """A sheet with its levels (:class:`rules.decide.values.Sheet`)."""
    return sheet._to_rules()


def rule_sheets(company):
    """The active sheets of a company in their order, as :func:`rule_sheet` gives them."""
    # sudo: the rules need the company's sheets whoever asks
    sheets = company.env["account.dunning.sheet"].sudo().search([("company_id", "=", company.id)])
    return [rule_sheet(sheet) for sheet in sheets]


def send_window(company):
    """When automatic reminders leave (:class:`rules.decide.send_window.SendWindow`)."""
    return company._dunning_send_window()
