"""What the law and the decisions both stand on.

``money`` rounds and converts, ``lateness`` says when an item is late and how many months,
``charges`` are fine and interest as a sheet has them.
"""
