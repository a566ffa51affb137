"""The plan, the people and the settings as people wrote them down, each error with its file and line.

Every file has a module of its own, so that a command reads no more than it needs: `plan`, `people`, `ladder`, `channels`,
`history` and `settings`; `check` reads them all.
"""
