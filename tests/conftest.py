"""Fixtures that every test may use."""

pytest_plugins = ["tests.servers.seaweed", "tests.servers.faulty", "tests.servers.rclone", "tests.newspaper.fixture"]
