"""Files that came in before anybody said whose they are: shared from a phone, found in a watched folder."""
