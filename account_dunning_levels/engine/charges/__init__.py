"""Fines and interest in the books: what is left, booking, reversing, waiving, payments."""
