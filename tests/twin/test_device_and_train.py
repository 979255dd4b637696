import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

import dlcore
from dlcore import models, nn, optim, twin
from dlcore.training import Best, EarlyStopping, batches, numpy_step, run

needs_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA GPU on this machine")
RANDOM = np.random.default_rng(0)
X, Y = RANDOM.normal(size=(64, 2)), RANDOM.integers(0, 2, 64)


# device


def test_the_device_is_the_fastest_there_is(monkeypatch):
    for counts, expected in (({"cuda": 2, "mps": 1}, "cuda"), ({"mps": 1}, "mps"), ({}, "cpu")):
        monkeypatch.setattr(twin.devices, "_count", lambda kind, counts=counts: counts.get(kind, kind == "cpu"))
        assert twin.device() == torch.device(expected)


def test_the_device_really_computes():
    assert (torch.ones(3, device=twin.device()) * 2).sum().item() == 6


def test_a_device_may_be_asked_for():
    assert twin.device("cpu") == torch.device("cpu")


@pytest.mark.parametrize(
    ("prefer", "message"),
    [
        ("gpu", "device: prefer is 'gpu', expected one of cuda, mps, cpu"),
        ("xla", "device: prefer is 'xla', expected one of cuda, mps, cpu"),
        ("cuda:99", "device: PyTorch finds no 'cuda:99' here; device\\(\\) chooses '"),
    ],
)
def test_a_device_that_is_not_there_is_a_sentence(prefer, message):
    with pytest.raises(ValueError, match=message):
        twin.device(prefer)


def test_the_device_is_named_in_one_sentence():
    threads = torch.get_num_threads()
    assert twin.describe_device("cpu") == (
        f"PyTorch {torch.__version__} on the CPU, {threads} {'thread' if threads == 1 else 'threads'}."
    )
    assert twin.describe_device().startswith(f"PyTorch {torch.__version__} on the ")


@needs_gpu
def test_the_gpu_is_named():
    assert torch.cuda.get_device_name(0) in twin.describe_device("cuda")


# torch_step


def losses(step, x=X, y=Y, epochs=3):
    order = np.random.default_rng(1)
    return [update.loss for update in run(step, batches(x, y, size=16, epochs=epochs, generator=order))]


def on(device, dtype=torch.float64):
    """A small classifier and the same on PyTorch, each with its own optimizer."""
    model = models.mlp(nn, [2, 8, 2]).double()
    module = twin.to_torch(model, device, dtype)
    ours = numpy_step(model, nn.CrossEntropyLoss(), optim.SGD(model.parameters(), lr=0.1))
    theirs = twin.torch_step(module, torch.nn.CrossEntropyLoss(), torch.optim.SGD(module.parameters(), lr=0.1))
    return ours, theirs


def test_mini_batches_give_the_same_losses_as_numpy():
    ours, theirs = on("cpu")
    np.testing.assert_allclose(losses(theirs), losses(ours), rtol=1e-12)


def test_tensors_and_arrays_give_the_same_losses():
    ours, theirs = on("cpu")
    np.testing.assert_allclose(losses(theirs, torch.tensor(X), torch.tensor(Y)), losses(ours), rtol=1e-12)


def test_float64_data_trains_a_float32_model():
    ours, theirs = on("cpu", torch.float32)
    np.testing.assert_allclose(losses(theirs), losses(ours), rtol=1e-4)


def test_data_that_may_not_be_written_trains_without_a_warning(recwarn):
    x = X.copy()
    x.flags.writeable = False
    losses(on("cpu")[1], x)
    assert not recwarn.list


def test_the_best_parameters_of_a_torch_model_come_back():
    module = torch.nn.Linear(2, 1)
    best = Best(module)
    with torch.no_grad():
        module.weight.fill_(1.0)
        best.offer(0.5)
        module.weight.fill_(2.0)
        best.offer(0.7)
    best.restore()
    assert module.weight.tolist() == [[1.0, 1.0]]


def test_early_stopping_keeps_a_torch_model():
    module = torch.nn.Linear(2, 1)
    stopping = EarlyStopping(module, patience=2)
    for value in (3.0, 1.0, 2.0, 4.0):
        assert not stopping.over
        with torch.no_grad():
            module.weight.fill_(value)
        stopping.offer(torch.tensor(value))
    assert stopping.over
    stopping.restore()
    assert module.weight.tolist() == [[1.0, 1.0]]


@needs_gpu
def test_the_gpu_gives_the_same_losses_as_numpy():
    ours, theirs = on("cuda")
    np.testing.assert_allclose(losses(theirs), losses(ours), rtol=1e-10)


@needs_gpu
def test_data_on_the_gpu_stay_there():
    ours, theirs = on("cuda")
    x, y = torch.tensor(X, device="cuda"), torch.tensor(Y, device="cuda")
    np.testing.assert_allclose(losses(theirs, x, y), losses(ours), rtol=1e-10)


@needs_gpu
def test_a_model_comes_back_from_the_gpu():
    model = models.mlp(nn, [2, 8, 2])
    back = twin.from_torch(twin.to_torch(model, "cuda"))
    for name, array in model.state_dict().items():
        assert np.array_equal(back.state_dict()[name], array)


# without torch


def run_python(code):
    root = Path(dlcore.__file__).parents[1]
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, cwd=root)


def test_without_torch_the_sentence_says_what_mends_it():
    done = run_python("import sys; sys.modules['torch'] = None; import dlcore.twin")
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert last == (
        "ModuleNotFoundError: dlcore.twin needs PyTorch, which is not installed here. "
        "To install it: python -m pip install torch"
    )


def test_a_torch_that_is_broken_is_not_called_missing(tmp_path):
    (tmp_path / "torch.py").write_text("import a_part_of_torch_that_is_lost\n")
    done = run_python(f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import dlcore.twin")
    assert "No module named 'a_part_of_torch_that_is_lost'" in done.stderr


def test_training_models_and_datasets_need_no_torch():
    rooms = "dlcore.training, dlcore.models, dlcore.datasets"
    done = run_python(f"import sys; import {rooms}; assert 'torch' not in sys.modules")
    assert done.returncode == 0, done.stderr
