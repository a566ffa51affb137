"""Answers that were given elsewhere, as they come in files: MS Forms, LimeSurvey, and what was written on paper.

What says who a person is goes before anything else is looked at. A file counts as a whole or not at all.
"""
