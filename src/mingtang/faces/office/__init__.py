"""Office (工作台): start pages that span rooms; mounts what the rooms define."""
