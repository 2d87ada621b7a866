"""The broker's own workbook as a template: visible tags, filled with what a paper prints."""
