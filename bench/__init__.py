"""How fast we are, as ratios against a floor measured in the same run."""
