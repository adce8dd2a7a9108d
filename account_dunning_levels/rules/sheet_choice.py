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
    by_category = {sheet.category_id: sheet for sheet in reversed(sheets) if sheet.category_id}
    for category in dunning_categories:
        if category in by_category:
            return by_category[category], "category"
    if not dunning_categories:
        for sheet in sheets:
            if sheet.category_id and sheet.category_id in tags:
                return sheet, "tag"
    for sheet in sheets:
        if not sheet.category_id:
            return sheet, "everyone"
    return None, "none"
