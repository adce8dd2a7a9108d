"""States of a notice that several rooms ask for."""

VALID = ("queued", "sent")

OPEN = ("proposed", "ready")
