"""What French figures rest on, as it is stored with a letter."""

#: costs of collecting without a title are the creditor's
NO_COSTS = "CPCE art. L111-8"
#: the legal rate, from the first reminder
CONSUMER_INTEREST = "Code civil art. 1231-6"
#: EUR 40
COMPENSATION = "Code de commerce art. D441-5"
#: the reference rate and ten points; three times the legal rate at least
BUSINESS_INTEREST = "Code de commerce art. L441-10 II"

ALL = (NO_COSTS, CONSUMER_INTEREST, COMPENSATION, BUSINESS_INTEREST)
