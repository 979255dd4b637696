"""Layers and losses: `torch.nn` with the covers off. Each forward has its backward beside it, written out."""

from . import init as init
from . import utils as utils
from .activation import ELU, GELU, SELU, LeakyReLU, ReLU, Sigmoid, SiLU, Softplus, Tanh
from .batchnorm import BatchNorm1d, BatchNorm2d
from .container import Identity, Sequential
from .conv import Conv2d, ConvTranspose2d
from .cross_entropy import CrossEntropyLoss, NLLLoss
from .dropout import Dropout
from .embedding import Embedding
from .gru import GRU
from .linear import Flatten, Linear, Unflatten
from .loss import BCEWithLogitsLoss, L1Loss, MSELoss
from .lstm import LSTM
from .module import Module
from .normalization import LayerNorm
from .parameter import Parameter
from .pooling import AvgPool2d, MaxPool2d
from .rnn import RNN
from .softmax import LogSoftmax, Softmax

__all__ = [
    "ELU",
    "GELU",
    "GRU",
    "LSTM",
    "RNN",
    "SELU",
    "AvgPool2d",
    "BCEWithLogitsLoss",
    "BatchNorm1d",
    "BatchNorm2d",
    "Conv2d",
    "ConvTranspose2d",
    "CrossEntropyLoss",
    "Dropout",
    "Embedding",
    "Flatten",
    "Identity",
    "L1Loss",
    "LayerNorm",
    "LeakyReLU",
    "Linear",
    "LogSoftmax",
    "MSELoss",
    "MaxPool2d",
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
    "Unflatten",
]
