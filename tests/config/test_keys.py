"""The keys of decision codes: who may read them, where they come from, and that nothing says what they are."""

from __future__ import annotations

import multiprocessing
from dataclasses import replace
from pathlib import Path

import pytest

from scd_workflow.config.keys import FILE, KEY_BYTES, Keys, load_keys, rotate
from scd_workflow.config.settings import Settings
from scd_workflow.domain.errors import PlanInvalid
from scd_workflow.texts import say

ONE, TWO = "01" * KEY_BYTES, "02" * KEY_BYTES


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.read({"SCD_VAR": str(tmp_path / "var")})


def refused(settings: Settings) -> str:
    with pytest.raises(PlanInvalid) as invalid:
        load_keys(settings)
    return say(invalid.value.reasons[0])


def put(settings: Settings, text: str, mode: int = 0o600) -> Path:
    settings.var.mkdir(exist_ok=True)
    file = settings.var / FILE
    file.write_text(text)
    file.chmod(mode)
    return file


def test_the_embedded_set_up_makes_a_key_once_for_its_owner_alone(settings: Settings) -> None:
    made = load_keys(settings)

    assert [len(key) for key in made] == [KEY_BYTES]
    assert load_keys(settings) == made
    assert (settings.var / FILE).stat().st_mode & 0o777 == 0o600
    assert [file.name for file in settings.var.iterdir()] == [FILE]


def test_processes_that_start_at_once_take_the_same_key(settings: Settings) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        found: list[Keys] = pool.map(load_keys, [settings] * 40)

    assert len(set(found)) == 1


def test_a_server_gets_no_key_of_its_own_making(settings: Settings) -> None:
    server = replace(settings, database_url="postgresql+psycopg://scd@127.0.0.1/scd")

    assert "SCD_CODE_KEY" in refused(server)
    assert not (settings.var / FILE).exists()


def test_the_environment_goes_before_the_file(settings: Settings) -> None:
    put(settings, ONE)

    assert load_keys(replace(settings, code_key=f"{TWO},{ONE}")) == (bytes.fromhex(TWO), bytes.fromhex(ONE))


def test_after_a_rotation_the_new_key_comes_first_and_the_old_ones_still_hold(settings: Settings) -> None:
    old = load_keys(settings)

    new = rotate(settings)

    assert new[1:] == old
    assert new[0] not in old
    assert load_keys(settings) == new
    assert (settings.var / FILE).stat().st_mode & 0o777 == 0o600


def test_keys_in_the_environment_are_rotated_there(settings: Settings) -> None:
    with pytest.raises(PlanInvalid) as invalid:
        rotate(replace(settings, code_key=ONE))

    assert "SCD_CODE_KEY" in say(invalid.value.reasons[0])


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_a_file_that_others_can_read_is_refused(settings: Settings, mode: int) -> None:
    file = put(settings, ONE, mode)

    assert str(file) in refused(settings)
    assert "chmod 600" in refused(settings)


@pytest.mark.parametrize("text", ["", "\n", "01", f"{ONE}0", f"{ONE} x", "é" * 64, f"{ONE}\n0102"])
def test_a_key_that_is_none_is_refused_without_saying_it(settings: Settings, text: str) -> None:
    put(settings, text)

    said = refused(settings)

    assert "64" in said
    assert not text.strip() or text not in said


def test_nothing_that_shows_settings_shows_the_key(settings: Settings) -> None:
    keyed = replace(settings, code_key=ONE)

    assert ONE not in repr(keyed)
    assert ONE not in refused(replace(settings, code_key=f"{ONE},x"))
