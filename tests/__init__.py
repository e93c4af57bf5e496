"""What Demur promises, proved. A package, because a dependency installs another `tests`."""
