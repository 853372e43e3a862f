import pytest

from mingtang.ground.foundation.http import is_public
from mingtang.ground.foundation.http.addresses import public_addresses, read_target


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254",
        "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1",
        "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::ffff:127.0.0.1", "::ffff:192.168.0.1", "64:ff9b::a00:1", "64:ff9b:1::1",
        "2001::1", "2001:db8::1", "2002:7f00:1::", "fc00::1", "fd12:3456::1", "fe80::1%eth0",
        "ff02::1",
    ],
)  # fmt: skip
def test_is_public_refuses_addresses_of_a_house(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["114.114.114.114", "223.5.5.5", "2400:3200::1", "::ffff:223.5.5.5", "64:ff9b::df05:505"],
)
def test_is_public_takes_addresses_of_the_internet(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "origin", "host_header", "path"),
    [
        ("http://www.gov.cn", "http://www.gov.cn:80", "www.gov.cn", "/"),
        ("https://WWW.Gov.CN./a?b=1#c", "https://www.gov.cn:443", "www.gov.cn", "/a?b=1"),
        ("https://www.gov.cn:8443/", "https://www.gov.cn:8443", "www.gov.cn:8443", "/"),
        ("http://政务.中国/通知", "http://xn--zfr164b.xn--fiqs8s:80", "xn--zfr164b.xn--fiqs8s",
         "/%E9%80%9A%E7%9F%A5"),
        ("http://[2400:3200::1]:8080/", "http://[2400:3200::1]:8080", "[2400:3200::1]:8080", "/"),
        ("http://a.cn/%E9%80%9A?q=a%20b&c[]=1|2", "http://a.cn:80", "a.cn",
         "/%E9%80%9A?q=a%20b&c[]=1|2"),
    ],
)  # fmt: skip
def test_read_target_takes_an_address_apart(
    url: str, origin: str, host_header: str, path: str
) -> None:
    target = read_target(url)
    assert (target.origin, target.host_header, target.path) == (origin, host_header, path)


def test_public_addresses_leaves_the_private_ones_out() -> None:
    target = read_target("http://a.cn/")
    assert public_addresses(target, ["10.0.0.1", "223.5.5.5", "::1"]) == ["223.5.5.5"]
