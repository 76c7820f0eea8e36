"""Object stores: the contract, and files and S3 behind it."""
