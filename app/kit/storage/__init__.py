"""Rows and transactions: engine, unit of work, event log, outbox, sealed personal data.

Features declare their tables on `app.kit.storage.base.Base` and write only inside
`Store.write()`; nothing outside this package commits.
"""
