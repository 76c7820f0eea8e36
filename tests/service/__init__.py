"""The service: schedules in simulated time, turns, child processes with limits, and the whole of it
as a real process.
"""
