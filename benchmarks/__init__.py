"""The figures to reach, each beside its peer: `python -m benchmarks [--quick] [NAME …]`."""
