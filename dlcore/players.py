"""The architectures of lesson 08: a player that makes samples, and one that tells them from data."""

import itertools

from dlcore.architecture import architecture


@architecture
def generator(nn, latent=2, width=64, outputs=2):
    """The player that makes samples of noise: an MLP with two hidden layers, z (N, latent) → x (N, outputs)."""
    return nn.Sequential(
        nn.Linear(latent, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, outputs)
    )


@architecture
def discriminator(nn, inputs=2, width=64):
    """The player that tells samples from data: an MLP with two hidden layers, x (N, inputs) → logits (N, 1).

    LeakyReLU lets a gradient through everywhere: the generator learns by it alone.
    """
    return nn.Sequential(
        nn.Linear(inputs, width), nn.LeakyReLU(0.2), nn.Linear(width, width), nn.LeakyReLU(0.2), nn.Linear(width, 1)
    )


@architecture
def digit_generator(nn, latent=16, channels=(32, 16), size=28):
    """Draws images from noise: a Linear layer makes small maps, each transposed convolution doubles their size.

    Linear – maps – [BatchNorm2d – ReLU – ConvTranspose2d 4 × 4, stride 2] for each of `channels` – Sigmoid

    Shapes
        z (N, latent) → x (N, 1, size, size), from 0 to 1; size is a multiple of 2 to the power of len(channels)
    """
    small = size // 2 ** len(channels)
    if size != small * 2 ** len(channels):
        raise ValueError(f"digit_generator: size is {size}, expected a multiple of {2 ** len(channels)}")
    layers = [nn.Linear(latent, channels[0] * small * small), nn.Unflatten(1, (channels[0], small, small))]
    for inputs, outputs in itertools.pairwise((*channels, 1)):
        layers += [nn.BatchNorm2d(inputs), nn.ReLU(), nn.ConvTranspose2d(inputs, outputs, 4, stride=2, padding=1)]
    return nn.Sequential(*layers, nn.Sigmoid())


@architecture
def digit_discriminator(nn, channels=(16, 32), size=28):
    """Tells drawn images from real ones: convolutions of 4 × 4 with stride 2, each halving the size, then one logit.

    Shapes
        x (N, 1, size, size) → logits (N, 1)
    """
    layers = []
    for inputs, outputs in itertools.pairwise((1, *channels)):
        layers, size = [*layers, nn.Conv2d(inputs, outputs, 4, stride=2, padding=1), nn.LeakyReLU(0.2)], size // 2
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(channels[-1] * size * size, 1))
