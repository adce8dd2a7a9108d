"""What German figures rest on, as it is stored with a letter."""

#: real cost only: no staff, no flat sum
CONSUMER_COSTS = "BGB 280, 286; BGH VIII ZR 95/18"
#: five and nine points over the base rate
CONSUMER_INTEREST = "BGB 288 par. 1"
BUSINESS_INTEREST = "BGB 288 par. 2"
#: EUR 40
COMPENSATION = "BGB 288 par. 5"

ALL = (CONSUMER_COSTS, CONSUMER_INTEREST, BUSINESS_INTEREST, COMPENSATION)
