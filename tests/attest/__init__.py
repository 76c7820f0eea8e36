"""What is read is checked: forged records, captures and aliases, through the real commands."""
