"""What Dutch figures rest on, as it is stored with a letter."""

#: costs by the scale: between undertakings, and of a consumer
BUSINESS_COSTS = "BW 6:96 par. 4, Besluit BIK art. 2"
CONSUMER_COSTS = "BW 6:96 par. 5, Besluit BIK art. 2"
#: the fourteen-day letter
WAITING = "BW 6:96 par. 6"
#: wettelijke rente and wettelijke handelsrente
CONSUMER_INTEREST = "BW 6:119"
BUSINESS_INTEREST = "BW 6:119a"

ALL = (BUSINESS_COSTS, CONSUMER_COSTS, WAITING, CONSUMER_INTEREST, BUSINESS_INTEREST)
