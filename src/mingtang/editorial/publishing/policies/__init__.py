"""Rules of publishing: addresses, parts of a month, pauses between tries, who may publish what."""
