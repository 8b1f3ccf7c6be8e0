"""SciPy is imported by the program that uses it, and by nobody else."""

import subprocess
import sys

import numpy as np
import pytest

import tangent

pytest.importorskip("scipy")


def run(text):
    return subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, timeout=120)


def test_numpy_programs_do_without(tmp_path):
    file = tmp_path / "program.py"
    file.write_text("import numpy as np\ndef f(x):\n    return np.sum(np.sin(x) * np.exp(x))\n")
    done = run(
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "import numpy as np, tangent, program\n"
        "tangent.grad(program.f)(np.ones(3))\n"
        "print([m for m in sys.modules if 'scipy' in m])\n"
    )
    assert done.stdout == "[]\n", done.stderr


def test_absent_it_is_not_missed(tmp_path):
    file = tmp_path / "program.py"
    file.write_text("import numpy as np\ndef f(x):\n    return np.sum(x**2)\n")
    done = run(
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); sys.modules['scipy'] = None\n"
        "import numpy as np, tangent, program\n"
        "from tangent import catalogue\n"
        "print(tangent.grad(program.f)(np.ones(2)))\n"
        "print(len(catalogue.find('np.sum')), len(catalogue.find('scipy.special.gamma')))\n"
    )
    assert done.stdout == "[2. 2.]\n1 0\n", done.stderr


@pytest.mark.parametrize(
    "imports, call",
    [
        ("from scipy import special", "special.gamma(x)"),
        ("import scipy.special as sc", "sc.gamma(x)"),
        ("from scipy.special import gamma", "gamma(x)"),
        ("import scipy", "scipy.special.gamma(x)"),
        ("import scipy.special", "scipy.special.gamma(x)"),
        ("from scipy.stats import norm\nfrom scipy.special import gamma", "gamma(x) + 0.0 * norm.logpdf(x)"),
        ("table = {}\nimport scipy.special\ntable['g'] = scipy.special.gamma", "table['g'](x)"),
    ],
)
def test_spellings(tmp_path, imports, call):
    """What is written runs where neither the program nor tangent is, whatever the module is called."""
    file = tmp_path / "program.py"
    file.write_text(f"import numpy as np\n{imports}\ndef f(x):\n    return np.sum({call})\n")
    done = run(
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "import numpy as np, tangent, program\n"
        "gradient = tangent.grad(program.f)\n"
        "print(gradient(np.array([2.5]))[0])\n"
        f"gradient.save({str(tmp_path / 'saved.py')!r})\n"
    )
    assert done.returncode == 0, done.stderr
    again = run(
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); sys.modules['tangent'] = None\n"
        "import numpy as np, saved\n"
        "print(saved.f_grad(np.array([2.5]))[0])\n"
    )
    assert again.stdout == done.stdout, again.stderr
    step = 1e-6
    from scipy import special

    slope = (special.gamma(2.5 + step) - special.gamma(2.5 - step)) / (2.0 * step)
    assert float(done.stdout) == pytest.approx(slope, rel=1e-7)


def test_an_import_inside_the_function():
    def f(x):
        from scipy import special

        return np.sum(special.expit(x))

    tangent.check_grads(f, (np.array([0.3, -2.0]),))


def test_the_name_of_the_module_in_the_text():
    import scipy.special as sc

    def f(x):
        return np.sum(sc.gamma(x))

    text = tangent.grad(f).source_for(np.ones(2))
    assert "sc.digamma(x)" in text and "import scipy.special as sc" in text


def test_a_name_that_is_taken():
    from scipy.special import gamma

    def f(x):
        special = gamma(x)
        return np.sum(special**2)

    gradient = tangent.grad(f)
    tangent.check_grads(f, (np.array([1.5, 2.5]),))
    assert "scipy" in gradient.source_for(np.ones(2))
