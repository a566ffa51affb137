"""One file per version of the database, never changed after its release."""
