"""Background jobs as the platform operator sees them (后台任务)."""
