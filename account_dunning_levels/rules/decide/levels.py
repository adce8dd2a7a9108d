"""Which level comes next, and which levels a sheet may use (SPEC sections 3 and 4)."""

LOWEST, HIGHEST = 1, 9


def usable_levels(sheet, max_level):
    """The levels a run may use: the first ``max_level`` of the sheet's active ones."""
    return sheet.levels[:max_level]


def next_level(sheet, max_level, level):
    """Return the level an item at ``level`` steps to, or None when it is exhausted.

    Never a jump: always ``level + 1``, or the last usable level again when the sheet repeats.
    """
    usable = usable_levels(sheet, max_level)
    if level < len(usable):
        return usable[level]
    if usable and sheet.after_last_level == "repeat":
        return usable[-1]
    return None


def cascade(active_by_number, changed):
    """Switch levels after the user switched some: off takes all higher off, on all lower on.

    :param active_by_number: level number -> active, as it would be without the cascade
    :param changed: numbers that were switched just now; off wins over on, as the lowest
        level switched off ends the row
    :return: level number -> active
    :raises ValueError: never; numbers not in the dict are ignored
    """
    state = dict(active_by_number)
    switched_on = [number for number in changed if state.get(number)]
    switched_off = [number for number in changed if number in state and not state[number]]
    for number in state:
        if switched_on and number <= max(switched_on):
            state[number] = True
    for number in state:
        if switched_off and number >= min(switched_off):
            state[number] = False
    return state


def first_gap(numbers):
    """The lowest number missing in 1..max, or None: levels are numbered without gaps."""
    present = set(numbers)
    for number in range(LOWEST, max(present, default=0) + 1):
        if number not in present:
            return number
    return None
