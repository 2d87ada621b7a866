"""Broker: a desk for Japanese used-vehicle export brokers."""

__version__ = "0.1.0"
