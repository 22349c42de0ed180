"""`Report` → bytes; each emitter writes one format and decides nothing."""
