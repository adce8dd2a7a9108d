"""How large an e-mail becomes, before it is made."""

#: what files grow by in an e-mail: four signs for three bytes, two for the end of each line of 76
_ENCODED = 4 / 3 * 78 / 76
#: bytes left for what is not a file: both texts of the e-mail, its headers and its inner seams
TEXTS = 200_000


def fits_with(sizes, limit):
    """Whether a mail server takes an e-mail with files of these sizes.

    :param sizes: bytes of each file
    :param limit: bytes the server takes; 0 or less: any
    """
    return limit <= 0 or sum(sizes) * _ENCODED + TEXTS <= limit


def megabytes(size):
    """A number of bytes as users read it: ``"12.4"``."""
    return f"{size / 1024 / 1024:.1f}".removesuffix(".0")
