import itertools
import math
import signal
import threading
import warnings

import numpy as np
import pytest

from dlcore import nn, optim
from dlcore.training import batches, numpy_step, run


def generator(seed=0):
    return np.random.default_rng(seed)


def line(n=64):
    """Points of y = 3x − 1 and a model to fit them."""
    x = generator().uniform(-1, 1, (n, 1))
    return x, 3 * x - 1, nn.Linear(1, 1, generator=generator(1)).double()


def pairs(count):
    return [(number, None) for number in range(count)]


# run


def test_every_update_is_reported_in_order():
    updates = list(run(lambda x, y: x / 10, pairs(4)))
    assert [update.number for update in updates] == [1, 2, 3, 4]
    assert [update.loss for update in updates] == [0, 0.1, 0.2, 0.3]
    assert all(update.epoch is None and update.ended == "" for update in updates)


def test_an_update_is_made_only_when_it_is_asked_for():
    made = []
    updates = run(lambda x, y: made.append(x) or 0.0, pairs(10))
    assert made == []
    next(updates)
    next(updates)
    assert made == [0, 1]


def test_seconds_grow_and_leave_out_the_caller():
    clock = []
    for update in run(lambda x, y: 1.0, pairs(20)):
        clock.append(update.seconds)
        sum(range(20000))
    assert all(earlier < later for earlier, later in itertools.pairwise(clock))


def test_a_full_batch_descent_is_the_formula():
    x, y, model = line()
    weight, bias = float(model.weight.data[0, 0]), float(model.bias.data[0])
    step = numpy_step(model, nn.MSELoss(), optim.SGD(model.parameters(), lr=0.1))
    losses = [update.loss for update in run(step, batches(x, y, epochs=50))]
    for loss in losses:
        residual = weight * x + bias - y
        assert loss == pytest.approx(np.mean(residual**2), rel=1e-12)
        weight, bias = weight - 0.1 * np.mean(2 * residual * x), bias - 0.1 * np.mean(2 * residual)
    assert float(model.weight.data[0, 0]) == pytest.approx(weight, rel=1e-12)
    assert float(model.bias.data[0]) == pytest.approx(bias, rel=1e-12)
    assert losses[-1] < losses[0] / 100


def test_gradients_are_cleared_before_each_update():
    x, y, model = line()
    optimizer = optim.SGD(model.parameters(), lr=0.0)
    step = numpy_step(model, nn.MSELoss(), optimizer)
    step(x, y)
    once = model.weight.grad.copy()
    step(x, y)
    assert np.array_equal(model.weight.grad, once)


def test_divergence_is_the_last_update_and_a_sentence():
    x, y, model = line()
    step = numpy_step(model, nn.MSELoss(), optim.SGD(model.parameters(), lr=1e3))
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # no warning about the overflow either
        updates = list(run(step, batches(x, y, epochs=1000)))
    assert len(updates) < 1000
    assert all(math.isfinite(update.loss) and not update.ended for update in updates[:-1])
    assert not math.isfinite(updates[-1].loss)
    assert updates[-1].ended.startswith(f"Stopped at update {len(updates)}: the loss is ")
    assert updates[-1].ended.endswith("The descent diverged.")


def test_an_interrupt_during_an_update_lets_it_finish_and_ends_the_run():
    done = []

    def step(x, y):
        if x == 2:
            signal.raise_signal(signal.SIGINT)
        done.append(x)
        return 1.0

    before = signal.getsignal(signal.SIGINT)
    updates = list(run(step, pairs(10)))
    assert done == [0, 1, 2]
    assert updates[-1].ended == "Interrupted after update 3. The parameters are those after this update."
    assert signal.getsignal(signal.SIGINT) is before


def test_a_second_interrupt_does_not_wait():
    def never(x, y):
        while True:
            signal.raise_signal(signal.SIGINT)

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        list(run(never, pairs(1)))
    assert signal.getsignal(signal.SIGINT) is before


def test_an_interrupt_between_updates_is_raised_there():
    seen = []

    def loop():
        for update in run(lambda x, y: 1.0, pairs(3)):
            seen.append(update.number)
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        loop()
    assert seen == [1]


def test_an_error_of_the_step_is_raised_and_the_interrupt_handler_restored():
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(ZeroDivisionError):
        list(run(lambda x, y: 1 / x, pairs(1)))
    assert signal.getsignal(signal.SIGINT) is before


def test_it_runs_on_another_thread():
    numbers = []
    updates = run(lambda x, y: 1.0, pairs(3))
    thread = threading.Thread(target=lambda: numbers.extend(update.number for update in updates))
    thread.start()
    thread.join()
    assert numbers == [1, 2, 3]


def test_a_run_stopped_and_resumed_is_the_run_in_one():
    def descend(pieces):
        x, y, model = line()
        step = numpy_step(model, nn.MSELoss(), optim.SGD(model.parameters(), lr=0.1, momentum=0.9))
        order, updates = generator(7), []
        for epochs in pieces:
            start = updates[-1].number if updates else 0
            updates += run(step, batches(x, y, size=16, epochs=epochs, generator=order), start=start)
        return updates

    whole, parts = descend([5]), descend([2, 3])
    assert [(u.number, u.epoch, u.loss) for u in whole] == [(u.number, u.epoch, u.loss) for u in parts]
    assert whole[-1].number == 20
    assert whole[-1].epoch == 5


# batches


def test_each_epoch_holds_every_point_once_with_its_target():
    x = np.arange(10)[:, None]
    seen = list(batches(x, x[:, 0] * 2, size=4, epochs=2, generator=generator()))
    assert [len(part) for part, _ in seen] == [4, 4, 2, 4, 4, 2]
    assert all(np.array_equal(part[:, 0] * 2, target) for part, target in seen)
    epochs = [np.concatenate([part[:, 0] for part, _ in seen[k : k + 3]]) for k in (0, 3)]
    assert all(sorted(epoch) == list(range(10)) for epoch in epochs)
    assert not np.array_equal(*epochs)


def test_length_and_epochs_are_those_of_the_run():
    x = np.zeros((10, 1))
    plan = batches(x, x, size=4, epochs=3, generator=generator())
    updates = list(run(lambda x, y: 0.0, plan))
    assert len(plan) == len(updates) == 9
    assert plan.per_epoch == 3
    assert [update.epoch for update in updates] == [1, 1, 1, 2, 2, 2, 3, 3, 3]


def test_the_full_batch_is_the_data_itself_and_draws_nothing():
    x = np.zeros((10, 1))
    order = generator()
    for part, target in batches(x, x, epochs=3, generator=order):
        assert part is x
        assert target is x
    assert order.random() == generator().random()


def test_batches_without_end():
    x = np.zeros((10, 1))
    plan = batches(x, x, size=5, epochs=None, generator=generator())
    assert [number for number, _ in zip(range(100), plan, strict=False)][-1] == 99
    with pytest.raises(TypeError, match="batches: epochs is None, so there is no last batch"):
        len(plan)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"y": np.zeros(3)}, "batches: x has 4 points and y has 3"),
        ({"x": np.zeros((0, 1)), "y": np.zeros(0)}, "batches: x and y are empty"),
        ({"size": 0}, "batches: size is 0, expected a whole number from 1, or None"),
        ({"size": 2.0}, "batches: size is 2.0, expected a whole number"),
        ({"epochs": -1}, "batches: epochs is -1"),
    ],
)
def test_bad_batches_are_a_sentence(arguments, message):
    with pytest.raises(ValueError, match=message):
        batches(**({"x": np.zeros((4, 1)), "y": np.zeros(4)} | arguments))


def test_a_step_leaves_out_the_gradient_of_x_and_nothing_else():
    x, y = np.random.default_rng(0).normal(size=(5, 3)), np.ones((5, 1))
    model, plain = (nn.Sequential(nn.Sequential(nn.Linear(3, 1).double())) for _ in range(2))
    plain.load_state_dict(model.state_dict())
    criterion, optimizer = nn.MSELoss(), optim.SGD(model.parameters(), lr=0.1)
    numpy_step(model, criterion, optimizer)(x, y)
    criterion(plain(x), y)
    assert plain.backward(criterion.backward()).shape == x.shape
    for mine, other in zip(model.parameters(), plain.parameters(), strict=True):
        np.testing.assert_array_equal(mine.grad, other.grad)
    assert model[0][0].input_gradient
