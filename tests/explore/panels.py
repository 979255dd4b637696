"""One of each explorer, with its data: the list that the tests of all explorers go through."""

import functools
import json
from pathlib import Path

import numpy as np

from dlcore import models
from dlcore.datasets import co2, histories, mnist, moons, sunspots
from dlcore.explore.activations import Activations
from dlcore.explore.batches import BatchSize
from dlcore.explore.bent import BentSpace
from dlcore.explore.bestofk import BestOfK
from dlcore.explore.breaking import Breaking
from dlcore.explore.bumps import DrawWithUnits
from dlcore.explore.capacity import Capacity
from dlcore.explore.chain import GraphSteps
from dlcore.explore.confident import ConfidentlyWrong
from dlcore.explore.depth import SignalThroughDepth
from dlcore.explore.descent import SURFACES, LearningRate, co2_surface
from dlcore.explore.differences import FiniteDifference
from dlcore.explore.draw_digit import DrawDigit
from dlcore.explore.features import FeatureMaps
from dlcore.explore.filters import DesignFilter
from dlcore.explore.fitting import FitByHand
from dlcore.explore.forecast import Forecast
from dlcore.explore.gates import Gates
from dlcore.explore.gates_over_text import GatesOverText
from dlcore.explore.guess_filter import GuessFilter
from dlcore.explore.initialisation import Initialisation
from dlcore.explore.kernel import KernelSteps
from dlcore.explore.latent import LatentWalk
from dlcore.explore.live_characters import LiveCharacters
from dlcore.explore.live_gan import LiveGAN
from dlcore.explore.neuron import OneNeuron
from dlcore.explore.onestep import OneTrainingStep
from dlcore.explore.optimizers import Optimizers
from dlcore.explore.reach import GradientReach
from dlcore.explore.regularised import Regularised
from dlcore.explore.remember import Remember
from dlcore.explore.scaling import FeatureScale
from dlcore.explore.shuffled import ShuffledLabels
from dlcore.explore.sigmoids import ChainOfSigmoids
from dlcore.explore.temperature import SoftmaxTemperature
from dlcore.explore.training import LiveTraining
from dlcore.explore.two_players import OneDimension
from dlcore.forecast import Autoregression, at_starts, naive, seasonal_naive


def co2_fit():
    """Time, design matrix and CO₂ as lesson 03 makes them."""
    t, y = co2(start=1990)
    return t, np.column_stack([np.ones_like(t), t - t.mean(), np.cos(2 * np.pi * (t - 0.3))]), y


@functools.cache
def digits():
    """MNIST, unpacked once for all tests."""
    return mnist()


def _with_cnn(panel):
    return lambda: panel(models.pretrained("mnist_cnn"), *digits().test)


def _co2_learning_rate():
    _, x, y = co2_fit()
    return LearningRate({"CO₂ fit": co2_surface(x, y), **SURFACES}, surface="CO₂ fit")


def sunspot_forecasts():
    """Forecasts of up to 11 years from 24 years; the straight line is fitted to the years before 1947."""
    year, number = sunspots()
    line = Autoregression(*histories(number[year < 1947], 24, 11), penalty=1e4)
    return {
        "straight line": at_starts(lambda x, horizon: line(x)[:, :horizon], 24),
        "naive": at_starts(naive, 24),
        "seasonal naive": at_starts(functools.partial(seasonal_naive, season=11), 24),
    }


def tuned_rates():
    """The rates that `make measure` has found."""
    measured = Path(__file__).resolve().parents[2] / "measured" / "03_gradient_descent.json"
    return json.loads(measured.read_text(encoding="utf-8"))["optimizers"]["rates"]


def _latent_walk():
    return LatentWalk(models.pretrained("digit_generator"), models.pretrained("mnist_cnn"), *digits().train)


EXPLORERS = {
    "LatentWalk": _latent_walk,
    "GradientReach": GradientReach,
    "Gates": Gates,
    "GatesOverText": lambda: GatesOverText(models.pretrained("names_lstm")),
    "Forecast": lambda: Forecast(*sunspots(), sunspot_forecasts(), first=1947, unit="sunspot number", step="year"),
    "DrawDigit": _with_cnn(DrawDigit),
    "Breaking": _with_cnn(Breaking),
    "FeatureMaps": _with_cnn(FeatureMaps),
    "Capacity": Capacity,
    "ShuffledLabels": lambda: ShuffledLabels(*digits(), share=20, width=300),
    "BestOfK": BestOfK,
    "Initialisation": lambda: Initialisation(*moons(generator=np.random.default_rng(0))),
    "BentSpace": BentSpace,
    "FiniteDifference": FiniteDifference,
    "ChainOfSigmoids": ChainOfSigmoids,
    "Activations": Activations,
    "SignalThroughDepth": SignalThroughDepth,
    "SoftmaxTemperature": SoftmaxTemperature,
    "OneNeuron": OneNeuron,
    "LearningRate": LearningRate,
    "LearningRate-CO2": _co2_learning_rate,
    "ConfidentlyWrong": ConfidentlyWrong,
    "Optimizers": lambda: Optimizers(tuned_rates()),
    "BatchSize": lambda: BatchSize(*co2_fit()[1:]),
    "FeatureScale": lambda: FeatureScale(*co2_fit()[1:]),
}
STEPPERS = {
    "OneDimension": OneDimension,
    "LiveGAN": LiveGAN,
    "LiveGAN-all": lambda: LiveGAN(stage=2, data="your mix", loss="minimax", batch=16),
    "LiveCharacters": LiveCharacters,
    "KernelSteps": KernelSteps,
    "DesignFilter": DesignFilter,
    "GuessFilter": GuessFilter,
    "Regularised": Regularised,
    "Remember": Remember,
    "OneTrainingStep": OneTrainingStep,
    "GraphSteps": lambda: GraphSteps(lambda x, w, b: (x * w + b).tanh(), x=2.0, w=-0.7, b=1.0),
    "GraphSteps-not-finite": lambda: GraphSteps(lambda x, y: (x / y).log() ** 0.5 - x, x=2.0, y=0.5),
    "DrawWithUnits": DrawWithUnits,
    "FitByHand": lambda: FitByHand(*co2_fit()),
    "LiveTraining": LiveTraining,
    "LiveTraining-all": lambda: LiveTraining(stage=3, data="spiral", depth=6, activation="ReLU", optimizer="Adam"),
    "FitByHand-only": lambda: FitByHand(*co2_fit(), descend=False),
}
