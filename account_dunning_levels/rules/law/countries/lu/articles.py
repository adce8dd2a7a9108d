"""What figures of Luxembourg rest on, as it is stored with a letter."""

#: the reference rate and eight points
BUSINESS_INTEREST = "Law of 18 April 2004 art. 3"
#: EUR 40
COMPENSATION = "Law of 18 April 2004 art. 5"
#: the legal rate after the third month
CONSUMER_INTEREST = "Law of 18 April 2004 art. 12 to 14"

ALL = (BUSINESS_INTEREST, COMPENSATION, CONSUMER_INTEREST)
