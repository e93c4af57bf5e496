"""The room that remembers: tables, and the questions asked of them. It never decides."""
