"""环保门禁日报: what the ledger says of one day (R-080), how it is kept, and who gets it when."""
