"""API (接口): mounts the endpoints that the rooms define under one address."""
