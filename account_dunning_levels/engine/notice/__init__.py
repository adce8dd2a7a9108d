"""What is true of one reminder, whoever asks: items, address, law, calculation, paper."""
