"""When and how a client may be contacted: the rules of their country, and the hours at their place.

`packs` holds the dated rules with their sources, `zones` says where the client's clock stands,
`hours` and `attempts` say no, with the rule that does, and until when; `approaches` asks them all.
"""
