"""Which addresses of the internet may be called; all others are somebody's own network.

The lists are written out, because ``ipaddress.is_global`` says yes to some that lead inside:
`64:ff9b::7f00:1`, `2002:7f00:1::` and `::127.0.0.1` are the loopback address in another dress.
"""

from ipaddress import AddressValueError, IPv4Address, IPv4Network, IPv6Address, IPv6Network

#: Networks of IPv4 where no public web server lives. Source: IANA's special-purpose registry.
CLOSED_IPV4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network; the kernel takes it for the machine itself
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # shared by the customers of a carrier
            "127.0.0.0/8",  # loopback
            "169.254.0.0/16",  # link-local; where clouds tell machines their credentials
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # protocol assignments
            "192.0.2.0/24",  # documentation
            "192.31.196.0/24",  # AS112: answers for names of private networks
            "192.52.193.0/24",  # multicast tunnels
            "192.88.99.0/24",  # relays from 6to4
            "192.168.0.0/16",  # private
            "192.175.48.0/24",  # AS112
            "198.18.0.0/15",  # benchmarks of networks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved; broadcast at its end
        ),
    )
)
#: The one block of IPv6 from which public addresses are given out. Outside it lie loopback,
#: link-local, private and multicast, and every form that carries an IPv4 address within.
OPEN_IPV6 = IPv6Network("2000::/3")
#: Networks within it that are not the public internet, or lead to an IPv4 address.
CLOSED_IPV6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4: an IPv4 address within
            "2620:4f:8000::/48",  # AS112
            "3ffe::/16",  # an experiment that has ended
            "3fff::/20",  # documentation
        ),
    )
)


def is_open(address: str) -> bool:
    """Whether an address may be called; what is no plain address may not."""
    try:
        four = IPv4Address(address)
    except AddressValueError:
        return _is_open_ipv6(address)
    return not any(four in network for network in CLOSED_IPV4)


def _is_open_ipv6(address: str) -> bool:
    try:
        six = IPv6Address(address)
    except AddressValueError:
        return False
    if six.scope_id is not None or six not in OPEN_IPV6:
        return False
    return not any(six in network for network in CLOSED_IPV6)
