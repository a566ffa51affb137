"""The listener: records what people answer in Prefect at once, and keeps doors and forms in line with the log.

Three hands do the work, each a thread that does one thing after the other: the recorder, for which people wait, the
clerk, who tidies up in Prefect, and the mailer. One loop hears what happens and tells the hands what to do.
"""
