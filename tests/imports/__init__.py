"""Files of past captures, as other tools write them."""
