"""An honest trial of the round against the firm's own cadence: the split, its power, its result."""
