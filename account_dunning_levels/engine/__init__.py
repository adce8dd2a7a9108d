"""The two verbs of the addon: propose and send; and what they need from the database."""
