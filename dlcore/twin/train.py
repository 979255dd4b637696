"""One update of a PyTorch model, for the same loop as the reference model: `training.run`."""

import numpy as np
import torch


def torch_step(model, criterion, optimizer):
    """One update of a torch model as a function `step(x, y) -> loss`, the twin of `training.numpy_step`.

    Arrays become tensors on the model's device; floating-point numbers take the dtype of its parameters.
    Tensors that are already there are used as they are: keep the data on the device where speed matters.
    """
    first = next(model.parameters())

    def step(x, y):
        optimizer.zero_grad()
        loss = criterion(model(as_tensor(x, first)), as_tensor(y, first))
        loss.backward()
        optimizer.step()
        return loss.detach()

    return step


def as_tensor(values, like):
    """Values as a tensor on the device of `like`; floating-point numbers take its dtype, integers stay."""
    tensor = values if torch.is_tensor(values) else torch.tensor(np.asarray(values))
    return tensor.to(like.device, like.dtype if tensor.is_floating_point() else None)
