"""The game for digits in PyTorch, with the images on the device that plays."""

import numpy as np
import torch

from dlcore.twin.devices import device as fastest
from dlcore.twin.game import TorchGame


def digit_twin(game, images, device=None):
    """The twin of a `gan.digits.digit_game` about these images (M, 1, H, W), from 0 to 1, on the fastest device.

    The images lie on the device, so that no step waits for them. With `torch.manual_seed` it can be repeated.
    """
    device = fastest(device)
    there = torch.tensor(np.asarray(images, np.float32), device=device)

    def draw(n):
        return there[torch.randint(len(there), (n,), device=device)]

    return TorchGame(game, device, draw)
