"""The outputs of a run as tables: declared once, then Parquet, DuckDB and PostgreSQL from that one declaration."""
