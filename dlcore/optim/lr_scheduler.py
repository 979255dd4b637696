"""Schedules: how the learning rate changes as training goes on. Call `scheduler.step()` after an epoch's updates.

    scheduler = optim.lr_scheduler.StepLR(optimizer, step_size=30)

They write to the "lr" of each parameter group and, but for LambdaLR, start from what they find there. So several
schedulers can act on one optimizer, and so can a slider.
"""

import math
from types import FunctionType

from ..nn.torchlike import TorchLike
from .optimizer import Optimizer


class LRScheduler(metaclass=TorchLike):
    """Base of the schedulers, as `torch.optim.lr_scheduler.LRScheduler`; a subclass writes `get_lr`.

    `last_epoch` counts the steps, 0 at first; `base_lrs` has for each group the rate it began with, which is also
    kept in the group as "initial_lr". To resume, make the scheduler anew, then load its state_dict and after it
    the optimizer's, which holds the rates.
    """

    torch_home = "torch.optim.lr_scheduler"
    refused = ("last_epoch",)

    def __init__(self, optimizer, last_epoch=-1):
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"{type(self).__name__}: optimizer is a {type(optimizer).__name__}, expected an Optimizer")
        self.optimizer = optimizer
        self.base_lrs = [group.setdefault("initial_lr", group["lr"]) for group in optimizer.param_groups]
        self.last_epoch = last_epoch
        self._step_count = 0
        self.step()

    # ---- for those who write schedulers

    def get_lr(self):
        """The rates of all groups at `last_epoch`."""
        raise NotImplementedError(f"{type(self).__name__} has no get_lr: write one")

    @property
    def rates(self):
        """The rates of all groups as they are now."""
        return [group["lr"] for group in self.optimizer.param_groups]

    # ---- as in torch

    def step(self):
        """Go on to the next epoch and set its rates."""
        if len(self.rates) != len(self.base_lrs):
            raise ValueError(
                f"{type(self).__name__}: the optimizer has {len(self.rates)} parameter groups, expected "
                f"{len(self.base_lrs)} as when the scheduler was made"
            )
        self._step_count += 1
        self.last_epoch += 1
        for group, lr in zip(self.optimizer.param_groups, self.get_lr(), strict=True):
            group["lr"] = lr
        self._last_lr = self.rates

    def get_last_lr(self):
        """The rates that the last step has set, one for each group."""
        return list(self._last_lr)

    def state_dict(self):
        """Where the schedule stands, in torch's format."""
        return {key: value for key, value in vars(self).items() if key not in ("optimizer", "_arguments")}

    def load_state_dict(self, state_dict):
        """Take over where a schedule stands, from here or from torch. The rates come with the optimizer's state."""
        state = {key: state_dict[key] for key in self.state_dict() if key in state_dict}
        missing = sorted(self.state_dict().keys() - state.keys())
        if missing:
            raise KeyError(f"{type(self).__name__}.load_state_dict: {', '.join(missing)} missing")
        if len(state["base_lrs"]) != len(self.base_lrs):
            raise ValueError(
                f"{type(self).__name__}.load_state_dict: state of {len(state['base_lrs'])} parameter groups, "
                f"expected {len(self.base_lrs)}"
            )
        vars(self).update(state)


class StepLR(LRScheduler):
    """Multiplies the rate by gamma after every step_size epochs.

    Equations
        η ← γ η  if t is a multiple of step_size   t = last_epoch, γ = gamma = 0.1
    Source
        torch.optim.lr_scheduler.StepLR
    """

    def __init__(self, optimizer, step_size, gamma=0.1, last_epoch=-1):
        if not step_size > 0:
            raise ValueError(f"StepLR: step_size is {step_size!r}, expected a number of epochs above 0")
        self.step_size = step_size
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        if self.last_epoch == 0 or self.last_epoch % self.step_size != 0:
            return self.rates
        return [self.gamma * lr for lr in self.rates]


class CosineAnnealingLR(LRScheduler):
    """Lets the rate fall along half a cosine wave: slowly at first, then quickly, then slowly again.

    Equations
        ηₜ = ηmin + ½ (η₀ − ηmin) (1 + cos(π t / T))         t = last_epoch, T = T_max, ηmin = eta_min = 0
        η ← ηmin + (η − ηmin) (1 + cos(π t / T)) / (1 + cos(π (t − 1) / T))
    The first line is (3.20). The second makes the same wave out of the rate before, so it bears changes by others;
    it is what is computed. At t = T + 1 it is 0 / 0, and the first line's rise from t = T takes its place. Beyond T
    the wave goes on: the rate rises again until 2 T.
    Source
        torch.optim.lr_scheduler.CosineAnnealingLR; Loshchilov & Hutter, arXiv:1608.03983, without its restarts
    """

    def __init__(self, optimizer, T_max, eta_min=0.0, last_epoch=-1):
        if not T_max > 0:
            raise ValueError(f"CosineAnnealingLR: T_max is {T_max!r}, expected a number of epochs above 0")
        self.T_max = T_max
        self.eta_min = eta_min
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        t, half, low = self.last_epoch, self.T_max, self.eta_min
        if t == 0:
            return self.rates
        if (t - 1 - half) % (2 * half) == 0:
            rise = (1 - math.cos(math.pi / half)) / 2
            return [lr + (first - low) * rise for lr, first in zip(self.rates, self.base_lrs, strict=True)]
        ratio = (1 + math.cos(math.pi * t / half)) / (1 + math.cos(math.pi * (t - 1) / half))
        return [low + (lr - low) * ratio for lr in self.rates]


class LambdaLR(LRScheduler):
    """Multiplies the first rate by a function of the epoch: any schedule in one line, such as a warm-up.

    Equations
        ηₜ = η₀ λ(t)                               t = last_epoch, λ = lr_lambda, or one for each parameter group
    Source
        torch.optim.lr_scheduler.LambdaLR; as there, functions are not part of the state_dict
    """

    def __init__(self, optimizer, lr_lambda, last_epoch=-1):
        groups = len(getattr(optimizer, "param_groups", []))  # what is no optimizer is refused below
        self.lr_lambdas = list(lr_lambda) if isinstance(lr_lambda, list | tuple) else [lr_lambda] * groups
        if len(self.lr_lambdas) != groups:
            raise ValueError(
                f"LambdaLR: lr_lambda has {len(self.lr_lambdas)} functions, expected one for each of "
                f"{groups} parameter groups"
            )
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        return [lr * factor(self.last_epoch) for lr, factor in zip(self.base_lrs, self.lr_lambdas, strict=True)]

    def state_dict(self):
        saved = [None if isinstance(f, FunctionType) else vars(f).copy() for f in self.lr_lambdas]
        return {**super().state_dict(), "lr_lambdas": saved}

    def load_state_dict(self, state_dict):
        own = self.lr_lambdas
        super().load_state_dict(state_dict)
        saved, self.lr_lambdas = self.lr_lambdas, own
        for factor, state in zip(own, saved, strict=True):
            vars(factor).update(state or {})
