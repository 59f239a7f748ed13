"""The bench gives its figures, in order and with sensible values; how fast a machine is, is not for a test to say."""

from desktop.engine.bench import measure
from desktop.engine.figure import Figure


def test_the_figures_are_all_there(native):
    said = []
    lean, wall, cold, cached = measure(native, 1, tokens=16, say=said.append, rounds=1, prefix=150)
    assert all(isinstance(figure, Figure) and figure.value > 0 and figure.unit for figure in (lean, wall, cold, cached))
    assert lean.baseline
    assert lean.ratio
    assert cached.baseline == cold.value
    assert cached.value < cold.value
    assert said
