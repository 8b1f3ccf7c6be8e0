"""Python's module `statistics`."""

import statistics

from .spec import numbers, positive, real

for _f in "mean fmean variance pvariance stdev pstdev".split():
    numbers(
        getattr(statistics, _f),
        f"statistics.{_f}({{[x, y, x * y]|(x, y)|a}})",
        x=real("py"),
        y=real("py"),
        a=real(3),
    )
for _f in "variance pvariance stdev pstdev".split():
    numbers(getattr(statistics, _f), f"statistics.{_f}([x, y], z)", x=real("py"), y=real("py"), z=real("py"))
for _f in "geometric_mean harmonic_mean".split():
    numbers(
        getattr(statistics, _f),
        f"statistics.{_f}({{[x, y, x * y]|(x, y)|a}})",
        x=positive("py"),
        y=positive("py"),
        a=positive(3),
    )
for _f in "fmean harmonic_mean".split():
    numbers(
        getattr(statistics, _f), f"statistics.{_f}([x, y], [1.0, 2.5])", x=positive("py"), y=positive("py")
    )
