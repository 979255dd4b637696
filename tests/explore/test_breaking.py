"""What breaks the shipped network, and what its feature maps show."""

import numpy as np
import pytest
from panels import digits

from dlcore import models, probe
from dlcore.explore.breaking import KINDS, Breaking, broken
from dlcore.explore.features import RANDOM, TRAINED, FeatureMaps, randomised


@pytest.fixture(scope="module")
def model():
    return models.pretrained("mnist_cnn")


@pytest.fixture(scope="module")
def breaking(model):
    made = Breaking(model, *digits().test)
    yield made
    made.close()


@pytest.fixture(scope="module")
def features(model):
    made = FeatureMaps(model, *digits().test)
    yield made
    made.close()


def test_changes_stay_in_range_and_alone_do_what_they_say(model):
    images, labels = digits().test.images[:3].astype(np.float32) / 255, digits().test.labels[:3]
    assert np.array_equal(broken(model, images, labels), images)
    moved = broken(model, images, labels, right=3)
    np.testing.assert_allclose(moved[:, :, 3:], images[:, :, :-3], atol=1e-6)
    np.testing.assert_allclose(broken(model, images, labels, degrees=180), images[:, ::-1, ::-1], atol=1e-6)
    attacked = broken(model, images, labels, epsilon=0.1)
    assert np.abs(attacked - images).max() == pytest.approx(0.1, abs=1e-6)
    for changed in (attacked, broken(model, images, labels, 2, 30, 1.0, 0.3)):
        assert (changed.min(), changed.max()) == pytest.approx((0, 1))
        assert changed.shape == images.shape


def test_the_attack_makes_the_loss_larger_and_noise_of_that_size_does_not_fool(breaking, model):
    x, labels = breaking.images[:, None], breaking.labels
    random = np.clip(x + 0.1 * np.random.default_rng(0).choice([-1, 1], x.shape), 0, 1)
    attacked = probe.attack(model, x, labels, 0.1)
    right = [np.mean(model(images.astype(np.float32)).argmax(axis=1) == labels) for images in (x, random, attacked)]
    assert right[0] > 0.95
    assert right[1] > 0.9
    assert right[2] < 0.85


def test_the_curve_is_what_the_sliders_do(breaking):
    for kind, (_, values, axis, _) in KINDS.items():
        curve = breaking.curve(kind)
        assert curve[0] == breaking.curve("epsilon")[0]
        middle = len(values) // 2
        changed = broken(breaking.model, breaking.images, breaking.labels, **{kind: values[middle]})
        right = np.mean(breaking.logits(changed).argmax(axis=1) == breaking.labels)
        assert curve[middle] == pytest.approx(right, abs=0.005)
        breaking.set(**dict.fromkeys(KINDS, 0), curve=axis)
        assert "Without any change it reads" in breaking.sentence
        breaking.set(**{kind: values[middle].item()})
        assert breaking.result.at == middle
        assert f"{KINDS[kind].words.format(values[middle])} alone it reads {100 * right:.0f} %" in breaking.sentence


def test_the_challenges_can_be_met(breaking):
    attack, shifted = breaking.challenges
    nothing = dict.fromkeys(KINDS, 0)
    results = [breaking.compute(image=i, curve="ε, attack", **{**nothing, "epsilon": 0.1}) for i in range(1, 41)]
    assert 5 < sum(map(attack.met, results)) < 35
    results = [
        breaking.compute(image=i, curve="ε, attack", **{**nothing, "right": r}) for i in range(1, 41) for r in (4, 6, 8)
    ]
    assert sum(map(shifted.met, results)) > 3
    assert not any(map(attack.met, results))


def test_random_weights_are_as_at_the_start_of_training(model):
    random = randomised(model)
    for (name, ours), theirs in zip(model.named_parameters(), random.parameters(), strict=True):
        assert not np.array_equal(ours.data, theirs.data), name
    first = random[0].weight.data
    assert np.abs(first).max() <= 1 / 3  # nine inputs: 1/√9
    assert np.abs(first).max() > 0.3
    images, labels = digits().test.images[::20, None] / 255, digits().test.labels[::20]
    assert np.mean(random(images).argmax(axis=1) == labels) < 0.3
    assert np.mean(model(images).argmax(axis=1) == labels) > 0.95


def test_feature_maps_are_those_of_the_layer(features, model):
    layer = list(features.layers)[2]
    features.set(image=5, layer=layer, channel=3)
    x = digits().test.images[4][None, None] / 255
    expected = probe.activations(model, x)[features.layers[layer]][0]
    np.testing.assert_allclose(features.result.maps[TRAINED], expected)
    assert features.result.channel == 2
    assert features.result.says[TRAINED] == features.result.label
    assert f"{100 * np.mean(expected[2] > 0):.0f} % of {expected[2].size}" in features.sentence


def test_a_channel_that_a_layer_lacks_is_its_last(features):
    features.set(layer=next(iter(features.layers)), channel=16)
    assert ", channel 8 of 8: " in features.sentence


def test_the_challenges_of_the_maps_can_be_met(features):
    sparse, lucky = features.challenges
    results = [
        features.compute(image=i, layer=layer, channel=c)
        for i in range(1, 41, 3)
        for layer in features.layers
        for c in range(1, 17)
    ]
    assert 10 < sum(map(sparse.met, results)) < len(results) / 4
    assert sum(map(lucky.met, results)) > 0
    assert any(r.says[RANDOM] != r.label for r in results)
