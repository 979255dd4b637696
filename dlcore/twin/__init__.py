"""PyTorch, the twin: the same models on `torch.nn`, the same numbers, any device.

The only room that imports torch. It converts, compares, chooses the device and trains:

    twin.to_torch(model, twin.device())         twin.same(model, x, criterion, target)
"""

try:
    import torch  # noqa: F401
except ModuleNotFoundError as error:
    if error.name != "torch":
        raise
    raise ModuleNotFoundError(
        "dlcore.twin needs PyTorch, which is not installed here. To install it: python -m pip install torch",
        name="torch",
    ) from None

from dlcore.twin.compare import DescentReport, same, same_descent
from dlcore.twin.convert import from_torch, to_torch
from dlcore.twin.devices import describe_device, device
from dlcore.twin.digits import digit_twin
from dlcore.twin.game import TorchGame, same_game
from dlcore.twin.optimizers import (
    optimizer_from_torch,
    optimizer_to_torch,
    scheduler_from_torch,
    scheduler_to_torch,
)
from dlcore.twin.reading import held_out_text, learn_text
from dlcore.twin.report import Report, Row
from dlcore.twin.train import torch_step

__all__ = [
    "DescentReport",
    "Report",
    "Row",
    "TorchGame",
    "describe_device",
    "device",
    "digit_twin",
    "from_torch",
    "held_out_text",
    "learn_text",
    "optimizer_from_torch",
    "optimizer_to_torch",
    "same",
    "same_descent",
    "same_game",
    "scheduler_from_torch",
    "scheduler_to_torch",
    "to_torch",
    "torch_step",
]
