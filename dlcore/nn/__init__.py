"""Layers and losses: `torch.nn` with the covers off. Each forward has its backward beside it, written out."""

from . import utils as utils
from .activation import ELU, GELU, LeakyReLU, ReLU, Sigmoid, SiLU, Softplus, Tanh
from .container import Identity, Sequential
from .cross_entropy import CrossEntropyLoss, NLLLoss
from .linear import Flatten, Linear
from .loss import BCEWithLogitsLoss, L1Loss, MSELoss
from .module import Module
from .parameter import Parameter
from .softmax import LogSoftmax, Softmax

__all__ = [
    "ELU",
    "GELU",
    "BCEWithLogitsLoss",
    "CrossEntropyLoss",
    "Flatten",
    "Identity",
    "L1Loss",
    "LeakyReLU",
    "Linear",
    "LogSoftmax",
    "MSELoss",
    "Module",
    "NLLLoss",
    "Parameter",
    "ReLU",
    "Sequential",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Softplus",
    "Tanh",
]
