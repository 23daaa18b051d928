"""How the finder's network is made: pictures drawn by dice, and a small network that learns from nothing else."""
