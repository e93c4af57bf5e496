"""The room that thinks: values in, values out; no clock, no files, no network, no Django."""
