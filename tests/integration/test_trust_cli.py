"""`exchange certs` and `exchange member`, from root keys to a node that knows its neighbours."""

import json

import pytest
from click.testing import CliRunner

from exchange.cli.main import root
from tests.support.trust import JINSHAN, JINSHAN_MARKET, PINGHU, PINGHU_MARKET

REFUSED, USAGE, TAMPERED, UNREACHABLE = 1, 2, 3, 4


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs `exchange` in English in the test's folder; checks the exit code; gives the JSON that `--json` prints, or the text."""
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.chdir(tmp_path)

    def runner(*arguments, code=0):
        result = CliRunner().invoke(root, ["--lang", "en", *map(str, arguments)], prog_name="exchange")
        assert result.exit_code == code, result.output
        return json.loads(result.stdout) if "--json" in arguments else result.output

    return runner


def make_node(run, code, organ):
    run("init", code, "--code", code, "--name", f"member {code}", "--organ", f"{organ}=organ {organ}")
    run("certs", "dev", f"{code}/certs", "--member", code, "--organ", organ)
    output = f"{code}.json"
    names = ["--organ", f"{organ}=organ {organ}", "--domain", f"{organ}=MARKET,DRUG"]
    run("member", "descriptor", f"{code}/node.toml", *names, "--endpoint", "127.0.0.1:7443", "--output", output)
    return output


@pytest.fixture
def repository(run):
    """Two members in a published repository."""
    for province in ("sh", "zj", "js"):
        run("member", "root-key", f"{province}.key")
    keys = [argument for province in ("sh", "zj", "js") for argument in ("--root-key", f"{province}.key.pub")]
    run("member", "init", "repo", "--workspace", "ws", *keys)
    for province in ("sh", "zj"):
        run("member", "sign-root", "repo", "--workspace", "ws", "--key", f"{province}.key")
    descriptors = [make_node(run, JINSHAN, JINSHAN_MARKET), make_node(run, PINGHU, PINGHU_MARKET)]
    run("member", "add", "repo", *descriptors, "--workspace", "ws")
    run("member", "publish", "repo", "--workspace", "ws")
    return "repo"


def refresh(run, **options):
    return run("member", "refresh", f"{JINSHAN}/node.toml", "--from", "repo", "--root", "repo/metadata/1.root.json", "--json", **options)


def test_from_root_keys_to_a_node_that_knows_its_neighbours(run, repository):
    refreshed = refresh(run)
    listed = run("member", "list", f"{JINSHAN}/node.toml", "--json")

    assert [member["code"] for member in listed["members"]] == [JINSHAN, PINGHU]
    assert listed["members"] == refreshed["members"]
    assert (listed["version"], listed["timestamp_version"]) == (1, 1)
    text = run("member", "list", f"{JINSHAN}/node.toml")
    assert PINGHU_MARKET in text
    assert "market regulation, drug administration" in text


def test_rotation_of_the_root_by_two_provinces(run, repository):
    refresh(run)
    state = run("member", "change-root", "repo", "--workspace", "ws", "--renew", "timestamp", "--json")
    assert (state["root"], state["missing_old"], state["complete"]) == (2, 2, False)
    run("member", "sign-root", "repo", "--workspace", "ws", "--key", "zj.key")
    assert "isn't signed by enough root keys yet: 1 more" in run("member", "publish", "repo", "--workspace", "ws", code=REFUSED)
    run("member", "sign-root", "repo", "--workspace", "ws", "--key", "js.key")
    published = run("member", "publish", "repo", "--workspace", "ws", "--json")

    assert (published["root"], published["members"]) == (2, [JINSHAN, PINGHU])
    refresh(run)


def test_revocation_reaches_the_node_and_is_not_lifted(run, repository, tmp_path):
    key = json.loads((tmp_path / f"{JINSHAN}.json").read_text())["organs"][0]["keys"][0]["keyId"]
    run("member", "revoke", f"{JINSHAN}.json", key, "--at", "2026-03-01T08:00", "--from-index", 5, "--output", "revoked.json")
    run("member", "add", "repo", "revoked.json", "--workspace", "ws")
    run("member", "publish", "repo", "--workspace", "ws")

    (entry,) = refresh(run)["members"][0]["organs"][0]["keys"]
    assert (entry["revoked_at"], entry["revoked_from_index"]) == ("2026-03-01T00:00:00Z", "5")
    error = run("member", "add", "repo", f"{JINSHAN}.json", "--workspace", "ws", "--json", code=REFUSED)["error"]
    assert error["reason"] == "MEMBERSHIP_UNSOUND"
    assert error["fields"][0]["field"] == f"{JINSHAN}.organs[{JINSHAN_MARKET}].keys"


def test_replaced_key_by_previous_descriptor(run, repository, tmp_path):
    (tmp_path / JINSHAN / "keys" / "ledger.pem").write_bytes((tmp_path / PINGHU / "keys" / "ledger.pem").read_bytes())
    names = ["--organ", f"{JINSHAN_MARKET}=x", "--domain", f"{JINSHAN_MARKET}=MARKET", "--previous", f"{JINSHAN}.json"]
    run("member", "descriptor", f"{JINSHAN}/node.toml", *names, "--output", "next.json")

    error = run("member", "add", "repo", "next.json", "--workspace", "ws", code=REFUSED)

    assert "every purpose has its own key" in error
    assert len(json.loads((tmp_path / "next.json").read_text())["ledgerKeys"]) == 2


def test_organ_that_signs_itself(run, repository):
    run("init", "organ", "--code", JINSHAN, "--name", "x")
    own = ["--member", JINSHAN, "--uscc", PINGHU_MARKET, "--name", "y", "--domain", "MARKET", "--output", "o.json"]
    run("member", "organ", "organ/keys/ledger.pem", *own)
    names = [
        "--organ",
        f"{JINSHAN_MARKET}=x",
        "--domain",
        f"{JINSHAN_MARKET}=MARKET",
        "--previous",
        f"{JINSHAN}.json",
        "--organ-file",
        "o.json",
    ]

    described = run("member", "descriptor", f"{JINSHAN}/node.toml", *names, "--json")

    assert [(organ["uscc"], organ.get("nodeSigns", False)) for organ in described["organs"]] == [
        (JINSHAN_MARKET, True),
        (PINGHU_MARKET, False),
    ]


def test_tampered_repository_ends_with_its_own_exit_code(run, repository, tmp_path):
    refresh(run)
    path = tmp_path / "repo/metadata/timestamp.json"
    path.write_bytes(path.read_bytes().replace(b'"version": 1', b'"version": 3'))

    error = refresh(run, code=TAMPERED)["error"]

    assert error["reason"] == "MEMBERSHIP_UNSIGNED"


def test_without_a_root_or_a_source(run, repository, tmp_path):
    assert "root.json" in run("member", "refresh", f"{JINSHAN}/node.toml", "--from", "repo", code=UNREACHABLE)
    assert "refresh --root FILE" in run("member", "list", f"{JINSHAN}/node.toml", code=UNREACHABLE)
    assert "--node with --member" in run("member", "refresh", f"{JINSHAN}/node.toml", "--node", "127.0.0.1:1", code=USAGE)
    (tmp_path / JINSHAN / "trust" / "root.json").write_bytes((tmp_path / "repo/metadata/1.root.json").read_bytes())
    assert "no membership was accepted" in run("member", "list", f"{JINSHAN}/node.toml", code=UNREACHABLE)
    refresh(run)
    assert "can't be fetched" in run(
        "member", "refresh", f"{JINSHAN}/node.toml", "--node", "127.0.0.1:1", "--member", PINGHU, code=UNREACHABLE
    )
    assert "is there already" in run("member", "refresh", f"{JINSHAN}/node.toml", "--root", "sh.key.pub", code=REFUSED)


def test_descriptor_says_what_is_missing(run, repository):
    node = f"{JINSHAN}/node.toml"

    assert "has no name" in run("member", "descriptor", node, code=USAGE)
    assert "has no domain" in run("member", "descriptor", node, "--organ", f"{JINSHAN_MARKET}=x", code=USAGE)
    assert "isn't one of" in run(
        "member", "descriptor", node, "--organ", f"{JINSHAN_MARKET}=x", "--domain", f"{JINSHAN_MARKET}=NONSENSE", code=USAGE
    )
    assert "check character" in run("member", "descriptor", node, "--organ", "11310116MB2F304055=x", code=USAGE)
    assert "USCC=TEXT" in run("member", "descriptor", node, "--organ", JINSHAN_MARKET, code=USAGE)


def test_root_key_is_private_and_never_overwritten(run, tmp_path):
    made = run("member", "root-key", "sh.key", "--json")

    assert (tmp_path / "sh.key").stat().st_mode & 0o777 == 0o600
    assert b"PRIVATE" not in (tmp_path / made["public"]).read_bytes()
    assert "is there already" in run("member", "root-key", "sh.key", code=REFUSED)


def test_certificates_made_and_shown(run):
    made = run(
        "certs", "dev", "c", "--member", JINSHAN, "--organ", JINSHAN_MARKET, "--host", "node.example", "--person", "auditor=li.na", "--json"
    )
    shown = run("certs", "show", made["node"]["certificate"], "--ca", "c/ca.pem", "--json")

    assert set(made) == {"ca", "node", f"organ {JINSHAN_MARKET}", "planner", "auditor", "system-admin", "security-admin"}
    assert shown["checked"]
    (node,) = shown["certificates"]
    assert node["identity"] == f"exchange://{JINSHAN}/node/node"
    assert {"node.example", "localhost", f"{JINSHAN}.node.delta-exchange"} <= set(node["names"])
    assert "li.na" in run("certs", "show", made["auditor"]["certificate"])
    assert "none: " in run("certs", "show", "c/ca.pem")


def test_certificate_of_another_authority_and_joined_roles(run):
    run("certs", "dev", "a", "--member", JINSHAN)
    run("certs", "dev", "b", "--member", PINGHU)

    error = run("certs", "show", "a/node.pem", "--ca", "b/ca.pem", "--json", code=TAMPERED)["error"]
    assert error["reason"] == "NOT_ISSUED"
    joined = ["--person", "auditor=wang", "--person", "security-admin=wang"]
    assert run("certs", "dev", "d", "--member", JINSHAN, *joined, "--json", code=REFUSED)["error"]["reason"] == "ROLES_JOINED"
    assert "roles are" in run("certs", "dev", "d", "--member", JINSHAN, "--person", "node=x", code=USAGE)
