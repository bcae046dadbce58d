"""The processes.

Web, worker, command line, the supervisor that keeps them alive; only here is the rest put together.
"""
