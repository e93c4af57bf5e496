"""The bench of the round: the team that keeps the rules, those who plan its calls, the figures."""
