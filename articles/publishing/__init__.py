"""Use cases of publication: freeze and publish, schedule, cancel, redact, withdraw, and what follows when a ground
falls away.

``door.make_publication`` is the one door: nothing else creates a publication, and the database refuses whoever tries.
"""
