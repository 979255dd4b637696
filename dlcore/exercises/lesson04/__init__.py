"""Lesson 04, backpropagation: exercises and predictions, in the order of the lesson."""

from dlcore.exercises.lesson04.bias import bias_sum, wide_bias
from dlcore.exercises.lesson04.first import cost, early, silent, straight
from dlcore.exercises.lesson04.forward import column_pass, forward_pass
from dlcore.exercises.lesson04.linear import linear_pass, sigmoid_layer
from dlcore.exercises.lesson04.loss import logits_gradient, mean_squared
from dlcore.exercises.lesson04.scale import glorot_scale, he_scale
from dlcore.exercises.lesson04.second import deep, fences, folding, twins, updates
from dlcore.exercises.lesson04.step import full_step
from dlcore.exercises.lesson04.tanhstep import tanh_step
from dlcore.exercises.lesson04.third import floor, raw

__all__ = [
    "bias_sum",
    "column_pass",
    "cost",
    "deep",
    "early",
    "fences",
    "floor",
    "folding",
    "forward_pass",
    "full_step",
    "glorot_scale",
    "he_scale",
    "linear_pass",
    "logits_gradient",
    "mean_squared",
    "raw",
    "sigmoid_layer",
    "silent",
    "straight",
    "tanh_step",
    "twins",
    "updates",
    "wide_bias",
]
