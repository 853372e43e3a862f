"""Letters (来信): mailboxes of sites, letters as cases, whom a letter is sent to."""
