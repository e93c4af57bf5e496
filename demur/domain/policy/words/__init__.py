"""The sentences of a policy, and the words that are not to be said."""
