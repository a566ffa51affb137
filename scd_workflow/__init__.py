"""Runs a change programme across many organisations: phases, gates, decisions and the messages about them."""
