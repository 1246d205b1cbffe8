import pytest

from exchange.trust.errors import IdentityError
from exchange.trust.identity import Identity, Role


@pytest.mark.parametrize("role", list(Role))
def test_uri_reads_back(role):
    identity = Identity(member="310116", role=role, name="a.b-1_c")

    assert identity.uri == f"exchange://310116/{role.value}/a.b-1_c"
    assert Identity.parse(identity.uri) == identity


@pytest.mark.parametrize(
    ("uri", "reason"),
    [
        ("", "SCHEME"),
        ("https://310116/node/n", "SCHEME"),
        ("EXCHANGE://310116/node/n", "SCHEME"),
        ("exchange:310116/node/n", "SCHEME"),
        ("exchange://310116/node", "SHAPE"),
        ("exchange://310116/node/n/m", "SHAPE"),
        ("exchange://310116/root/n", "ROLE"),
        ("exchange://310116/Node/n", "ROLE"),
        ("exchange://31011/node/n", "MEMBER"),
        ("exchange://３１０１１６/node/n", "MEMBER"),
        ("exchange://a@310116/node/n", "MEMBER"),
        ("exchange://310116:443/node/n", "MEMBER"),
        ("exchange://310116/node/", "NAME"),
        ("exchange://310116/node/..", "NAME"),
        ("exchange://310116/node/n?x", "NAME"),
        ("exchange://310116/node/n%2e", "NAME"),
        ("exchange://310116/node/n\n", "NAME"),
        ("exchange://310116/node/" + "n" * 65, "NAME"),
    ],
)
def test_malformed_uri_is_refused_with_its_reason(uri, reason):
    with pytest.raises(IdentityError) as caught:
        Identity.parse(uri)

    assert caught.value.reason == reason
