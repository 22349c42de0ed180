"""tieout: ties every number printed in a financial filing to a concept, proves it and exports it."""

__version__ = "0.1.0"
