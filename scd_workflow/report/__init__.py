"""Tables, pages and records for people and programs, made from the reckoning."""
