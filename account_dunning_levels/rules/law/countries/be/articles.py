"""What Belgian figures rest on, as it is stored with a letter."""

#: fourteen calendar days after the first reminder
WAITING = "CEL art. XIX.2"
#: interest at most at the rate of the law of 2 August 2002
CONSUMER_INTEREST = "CEL art. XIX.4, 1°"
#: the lump sum
LUMP_SUM = "CEL art. XIX.4, 2°"
#: the rate between undertakings
BUSINESS_INTEREST = "Law of 2 August 2002 art. 5"
#: EUR 40
COMPENSATION = "Law of 2 August 2002 art. 6"

ALL = (WAITING, CONSUMER_INTEREST, LUMP_SUM, BUSINESS_INTEREST, COMPENSATION)
