"""Sites and columns (站点栏目): identity, life cycle, who keeps what."""
