"""The one better offer: a fair comparison with the rival, weighed as the client weighs it."""
