"""A monkey at the desk: random events on the real window, and whether everything stays sound.

    python -m tests.monkey --seconds 60 --seed 1

The same seed draws the same acts; what a machine of another speed makes of them may differ.
"""
