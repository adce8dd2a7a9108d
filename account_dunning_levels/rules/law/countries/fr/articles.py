"""What French figures rest on, as it is stored with a letter."""

#: costs of collecting without a title are the creditor's
NO_COSTS = "CPCE art. L111-8"
#: the legal rate, from the receipt of a formal notice
CONSUMER_INTEREST = "Code civil art. 1231-6"
#: EUR 40
COMPENSATION = "Code de commerce art. D441-5"
#: the reference rate and ten points; three times the legal rate at least
BUSINESS_INTEREST = "Code de commerce art. L441-10 II"
#: the same of public buyers: EUR 40, and the reference rate and eight points
PUBLIC_COMPENSATION = "Code de la commande publique art. D2192-35"
PUBLIC_INTEREST = "Code de la commande publique art. R2192-31"

ALL = (
    NO_COSTS,
    CONSUMER_INTEREST,
    COMPENSATION,
    BUSINESS_INTEREST,
    PUBLIC_COMPENSATION,
    PUBLIC_INTEREST,
)
