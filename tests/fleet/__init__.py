"""Crawls that workers on many machines carry out, from one queue in PostgreSQL."""
