from mingtang.wiring.cli.serve import server_arguments
from tests.harness.processes import run_mingtang


def test_server_is_told_its_bounds() -> None:
    words = server_arguments("public", "127.0.0.1", 8000)

    assert words[-1] == "mingtang.wiring.config.asgi_public:application"
    for option in ("--backpressure", "--http1-header-read-timeout", "--http1-buffer-size"):
        assert int(words[words.index(option) + 1]) > 0
    assert words[words.index("--http") + 1] == "1"


def test_unusable_port_is_told_in_a_sentence() -> None:
    answer = run_mingtang("serve", "office", OFFICE_PORT="many")

    assert answer.returncode == 2
    assert "OFFICE_PORT=many 不是端口号" in answer.stderr
