.PHONY: setup
setup: .venv/ready ## Make the environment in .venv from the hashed lock file

.venv/ready: requirements/bootstrap.lock requirements/dev.lock pyproject.toml
	@test -x .venv/bin/python || python3 -m venv .venv
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.lock
	@.venv/bin/uv pip sync --quiet --python .venv/bin/python --require-hashes requirements/dev.lock
	@.venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation -e .
	@touch $@
