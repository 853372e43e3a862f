"""Submission (报送): what units send in, approve and sign."""
