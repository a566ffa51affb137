"""The programme's memory: the log, the kept plans, the outbox and the links to the forms, in SQLite or PostgreSQL."""
