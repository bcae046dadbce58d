"""How satisfied people were: one rating for each contact, by key, by text or in the chat."""
