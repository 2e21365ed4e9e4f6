from __future__ import annotations

import pytest

from ses_plugin.datasets.rewrites import rename_variables, replace_constants, rewrite
from ses_plugin.datasets.seeded_random import SeededRandom
from ses_plugin.datasets.sources import ProgramSource, load_sources
from ses_plugin.execution import run
from ses_plugin.types.program import Program


def test_what_else_might_use_a_name_is_left_alone() -> None:
    source = (
        "import math as m\n"
        "class Box:\n    size = 1\n    def area(self, side): return self.size * side\n"
        "def helper(count, *, key=None):\n    max = count\n    return f'{count}' + str(max)\n"
        "total = 2  # total stays in comments\n"
        "print(helper(total, key=Box().area(side=total)), m.floor(1.5))\n"
    )
    new = rename_variables(Program(source), SeededRandom(1)).source
    for kept in (
        "m.floor",
        "class Box",
        "size = 1",
        "area(side=",
        "key=",
        "max =",
        "{count}",
        "# total stays",
    ):
        assert kept in new
    assert "helper" not in new
    assert "total =" not in new
    assert run(Program(new), "").stdout == run(Program(source), "").stdout


def test_programs_that_look_themselves_up_are_not_renamed() -> None:
    program = Program("value = 1\nprint(globals()['value'])")
    assert rename_variables(program, SeededRandom(1)) == program


def test_constants_change_where_they_are_defined() -> None:
    program = Program("# é\nMOD = 7  # seven\nprint(MOD)\n")
    assert (
        replace_constants(program, {"MOD": (11,)}, SeededRandom(1)).source
        == "# é\nMOD = 11  # seven\nprint(MOD)\n"
    )


@pytest.mark.parametrize("source", load_sources(), ids=lambda source: source.name)
def test_renaming_changes_no_output(source: ProgramSource) -> None:
    name = SeededRandom(3, source.name).choice(sorted(source.programs))
    program, text = source.programs[name], source.generate(SeededRandom(4, source.name), 1)
    new = rename_variables(program, SeededRandom(5, source.name))
    before, after = run(program, text), run(new, text)
    assert (before.outcome, before.stdout, before.value) == (after.outcome, after.stdout, after.value)
    again = rewrite(program, source.constants, SeededRandom(5, source.name))
    assert again == rewrite(program, source.constants, SeededRandom(5, source.name))
    assert run(again, text).error is None
