"""Bytes of a file → `Filing`; each reader knows one way in which filings arrive."""
