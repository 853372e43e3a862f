"""What stands in a session, by name."""

SEEN = "seen"  # seconds since 1970 at which the person was last known to do something
ENTERED = "entered"  # seconds since 1970 at which they signed in
OWES = "owes"  # what they must do before anything else
BROWSER = "browser"  # name and system of the browser, in words
ADDRESS = "address"  # the network address from which they signed in
