"""Which sheet a customer gets (SPEC section 3)."""


def choose_sheet(dunning_categories, tags, sheets):
    """Return the sheet for one customer and how it was found.

    The customer's own dunning categories are tried in their order. Only a customer without
    any uses its contact tags, in the order of the sheets. Last comes the sheet without
    category.

    :param dunning_categories: category ids, category 1 first
    :param tags: set of contact tag ids
    :param sheets: active sheets of one company, in order of their ``sequence``
    :return: ``(sheet, how)``; ``how`` is ``category``, ``tag``, ``everyone`` or ``none``
        (then ``sheet`` is None)
    """
    *_earlier, (how, _category, sheet) = tried(dunning_categories, tags, sheets)
    return sheet, how


def tried(dunning_categories, tags, sheets):
    """What is looked at to find a customer's sheet, in order, up to the one that is found.

    :return: yields ``(how, category id, sheet)``; ``sheet`` is None where there was none; the
        last one is the answer
    """
    by_category = {sheet.category_id: sheet for sheet in reversed(sheets) if sheet.category_id}
    for category in dunning_categories:
        sheet = by_category.get(category)
        yield "category", category, sheet
        if sheet:
            return
    if not dunning_categories:
        for sheet in sheets:
            if sheet.category_id and sheet.category_id in tags:
                yield "tag", sheet.category_id, sheet
                return
    for sheet in sheets:
        if not sheet.category_id:
            yield "everyone", None, sheet
            return
    yield "none", None, None
