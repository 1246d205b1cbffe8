"""Settings that can't be used, as `exchange serve` tells of them: one line that names the field and what would be right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result

from exchange.cli.demo.federation import NodePlan, make_federation
from exchange.settings import NodeSettings, SettingsError
from tests.support.fake_node import MEMBER, ORGAN

CASE_STORE = f'[[case_store]]\nname = "cases"\nadapter = "sql"\norgan = "{ORGAN}"\n'


@pytest.fixture
def config(tmp_path: Path) -> Path:
    plan = NodePlan(code=MEMBER, name="上海市金山区", listen="127.0.0.1:1", organs={ORGAN: "金山区市场监督管理局"})
    make_federation(tmp_path, [plan], now=datetime.now(UTC))
    return tmp_path / MEMBER / "node.toml"


def _set(config: Path, table: str, line: str) -> None:
    """Puts `line` into the table, instead of one of the same name."""
    name = line.partition(" ")[0]
    lines = config.read_text(encoding="utf-8").splitlines()
    start = lines.index(f"[{table}]")
    end = next((at for at in range(start + 1, len(lines)) if lines[at].startswith("[")), len(lines))
    kept = [one for one in lines[start + 1 : end] if one.partition(" ")[0] != name]
    config.write_text("\n".join([*lines[: start + 1], line, *kept, *lines[end:]]), encoding="utf-8")


@pytest.mark.parametrize(
    ("table", "line", "said"),
    [
        ("sync", 'pull_interval_s = "30s"', "pull_interval_s is '30s'; it must be a number"),
        ("sync", "pull_interval_s = true", "pull_interval_s is True; it must be a number"),
        ("sync", "batch_size = 10.5", "batch_size is 10.5; it must be a whole number"),
        ("sync", "witness_quorum = false", "witness_quorum is False; it must be a whole number"),
        ("sync", "pull_interval_s = 0", "pull_interval_s is 0; it must be more than 0"),
        ("sync", "witness_interval_s = -1", "witness_interval_s is -1; it must be more than 0"),
        ("sync", "jitter_s = -0.5", "jitter_s is -0.5; it must be 0 or more"),
        ("sync", "trust_interval_s = nan", "trust_interval_s is nan"),
        ("sync", "pul_interval_s = 3", "unknown pul_interval_s"),
        ("node", 'lisen = "127.0.0.1:1"', "[node]: unknown lisen; known are code, database, listen, name"),
        ("tls", 'cert = "x"', "[tls]: unknown cert"),
        ("keys", 'witnes = "x"', "[keys]: unknown witnes"),
        ("trust", 'folder = "x"', "[trust]: unknown folder"),
        ("keys.organs", f'"{ORGAN}" = 3', f"keys.organs.{ORGAN} is 3; it must be the name of a key file"),
    ],
)
def test_wrong_value_is_named(run: Callable[..., Result], config: Path, table: str, line: str, said: str) -> None:
    _set(config, table, line)
    result = run("serve", "--config", config)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "SETTINGS_INVALID" in result.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (CASE_STORE + 'collect = "yes"\n', "[[case_store]] 1: collect is 'yes'; it must be true or false"),
        (CASE_STORE + 'options = "x"\n', "[[case_store]] 1: options is 'x'; it must be a table"),
        (CASE_STORE + "audience = [330482]\n", "[[case_store]] 1: audience is (330482,); it must be a list of texts"),
        (CASE_STORE + 'audience = "330482"\n', "audience is '330482'; it must be a list of texts"),
        (CASE_STORE.replace('"cases"', "1"), "[[case_store]] 1: name is 1; it must be a non-empty text"),
        (CASE_STORE.replace("organ", "organs"), "[[case_store]] 1: unknown organs"),
        ('[[case_store]]\nname = "cases"\n', "[[case_store]] 1: adapter, organ missing"),
        ('[case_store]\nname = "cases"\n', "[[case_store]]: must be written with double brackets"),
    ],
)
def test_wrong_case_store_is_named(config: Path, text: str, said: str) -> None:
    with config.open("a", encoding="utf-8") as file:
        file.write("\n" + text)
    with pytest.raises(SettingsError) as caught:
        NodeSettings.load(config)
    assert said in str(caught.value)


def test_whole_numbers_are_numbers_too(config: Path) -> None:
    _set(config, "sync", "pull_interval_s = 7")
    _set(config, "sync", "jitter_s = 0")
    sync = NodeSettings.load(config).sync
    assert (sync.pull_interval_s, sync.jitter_s) == (7, 0)


def test_missing_certificate_says_what_makes_one(run: Callable[..., Result], config: Path) -> None:
    NodeSettings.load(config).tls_key.unlink()
    result = run("serve", "--config", config)
    assert result.exit_code == 2
    assert "tls.key" in result.stderr
    assert "exchange certs dev" in result.stderr


def test_key_of_another_certificate_is_named(run: Callable[..., Result], config: Path) -> None:
    settings = NodeSettings.load(config)
    settings.tls_key.write_bytes(next(one for one in settings.tls_key.parent.rglob("*.key") if one != settings.tls_key).read_bytes())
    result = run("serve", "--config", config)
    assert result.exit_code == 2
    assert "KEY_MISMATCH" in result.stderr


def test_node_that_isnt_a_member_is_refused(run: Callable[..., Result], config: Path) -> None:
    _set(config, "node", 'code = "330482"')
    result = run("serve", "--config", config)
    assert result.exit_code == 1
    assert "330482 isn't a member" in result.stderr
    assert "exchange member add" in result.stderr
    assert not (config.parent / "data/node.db").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("lookback_months = 121", "lookback_months is 121; it must be 0 to 120"),
        ("lookback_months = -1", "lookback_months is -1; it must be 0 to 120"),
        ('territory = "world"', "territory is 'world'; it must be one of county, prefecture, province, delta"),
        ("months = 3", "unknown months"),
    ],
)
def test_wrong_prior_setting_is_named(config: Path, text: str, said: str) -> None:
    config.write_text(f"{config.read_text(encoding='utf-8')}\n[priors]\n{text}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=said.replace(".", r"\.")):
        NodeSettings.load(config)


def test_prior_settings_are_read_and_by_default_nothing_limits(config: Path) -> None:
    assert NodeSettings.load(config).priors.lookback_months == 0
    text = '[priors]\nlookback_months = 24\nterritory = "province"\n'
    config.write_text(f"{config.read_text(encoding='utf-8')}\n{text}", encoding="utf-8")
    priors = NodeSettings.load(config).priors
    assert (priors.lookback_months, priors.territory) == (24, "province")
