"""The supervisors' desk of the line: hours, rules, rota, outside lines, why an offer went where."""
