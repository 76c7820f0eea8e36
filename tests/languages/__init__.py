"""The languages' data files and the detector."""
