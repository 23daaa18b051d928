"""The nightly report as people get it: a mail with pictures, a workbook, a PDF."""
