"""What answers say, and how surely: pure functions of numbers.

SciPy and NumPy stand behind it. No module that shows how the programme stands imports anything from here: what a gate
or a message needs of an evaluation was reckoned when its results were published.
"""
