"""Predictions 6.1 to 6.12, in the order of the lesson."""

from dlcore.exercises.prediction import Prediction

bars = Prediction(
    "6.1",
    "Images of 8 × 8 show one bar of three pixels, upright or lying. A dense network 64-32-1 learns to tell which, "
    "from all bars in the left half, until it gets each of them right. "
    "What share of the bars in the right half does it get right?",
    choices={
        "a": "Nearly all: a bar is a bar.",
        "b": "About half: it is no better than a coin.",
        "c": "Nearly none: it says the opposite.",
    },
    answer="b",
    replies={
        "a": "To you. To a dense layer the 32 pixels on the right are other inputs, with weights of their own.",
        "c": "For that it would have to have learnt something about the right half.",
    },
    explanation=(
        "In training every pixel of the right half was 0. The gradient of its weights is dz · x = 0, so they are still "
        "the random numbers with which they began. A network that is to know a bar at a new place must use the same "
        "weights at every place."
    ),
)

nowhere = Prediction(
    "6.2",
    "A kernel of 3 × 3 with dilation 3 (its elements lie 3 pixels apart) meets an image of 6 × 6 without padding. "
    "How large is the output?",
    choices={
        "a": "4 × 4, as without dilation.",
        "b": "2 × 2.",
        "c": "There is none: the kernel fits nowhere.",
        "d": "6 × 6.",
    },
    answer="c",
    replies={
        "a": "It has nine elements as before. But over how many pixels do three of them reach, 3 apart?",
        "b": "That is 6 / 3. Put the kernel at the corner: at which pixel does its last element lie?",
        "d": "Only padding keeps the size. Without it a kernel loses places at the border.",
    },
    explanation=(
        "Three elements, 3 apart, reach over 3 · 2 + 1 = 7 pixels, and the image has 6. The formula says so too: "
        "⌊(6 − 7) / 1⌋ + 1 = 0. With one row and column of padding at each side the output would be 2 × 2."
    ),
)

flat = Prediction(
    "6.3",
    "The nine weights of a filter add up to 0, and it has no bias. "
    "What does it make of a part of a photograph where all pixels are equal?",
    choices={
        "a": "The same grey.",
        "b": "0.",
        "c": "Grey, but paler.",
        "d": "It depends on how bright that part is.",
    },
    answer="b",
    replies={
        "a": "For that its weights would have to add up to 1.",
        "c": "For that the sum of its weights would have to lie between 0 and 1.",
        "d": "Write the nine products down, and take the common pixel value out of the sum.",
    },
    explanation=(
        "All nine pixels are the same number g, so the sum is g times the sum of the weights: g · 0 = 0. "
        "Such a filter is blind to brightness. It answers only where something changes."
    ),
)

edges = Prediction(
    "6.4",
    "A filter has the rows −1 −2 −1, then 0 0 0, then 1 2 1. To which edges does it answer?",
    choices={
        "a": "To vertical edges, between dark on the left and bright on the right.",
        "b": "To horizontal edges, between dark above and bright below.",
        "c": "To all edges alike.",
        "d": "To none: it blurs.",
    },
    answer="b",
    replies={
        "a": "Put it on such an edge: upper and lower row see the same pixels. What do they add up to?",
        "c": "Turn an edge by 90 degrees under it: upper and lower row then see the same pixels.",
        "d": "What blurs takes a mean: weights that are not negative and add up to 1. These add up to 0.",
    },
    explanation=(
        "It takes the row below minus the row above. Bright below and dark above give a large positive number, the "
        "opposite a negative one. On a vertical edge both rows see the same, and they cancel. It is one of the two "
        "Sobel filters."
    ),
)

parameters = Prediction(
    "6.5",
    "A layer Conv2d(32, 64, 3), with bias, works on images of 14 × 14. How many parameters does it have?",
    answer=18_496,
    tolerance=0.5,
    example=500,
    explanation=(
        "Each of the 64 output channels has a kernel of 3 × 3 for each of the 32 input channels, and one bias: "
        "64 · (32 · 9 + 1) = 18,496. The size of the image does not matter: the same weights serve at every place."
    ),
)

most = Prediction(
    "6.6",
    "Convolutions of 3 × 3 with 32, 64 and 64 channels, a pool of 2 between each two, then dense layers with 64 and 10 "
    "units, on images of 28 × 28. Which layer has the most parameters, and which does the most multiplications?",
    choices={
        "a": "The first dense layer has both.",
        "b": "The first dense layer has the most parameters, a convolution does the most multiplications.",
        "c": "A convolution has both.",
        "d": "A convolution has the most parameters, the first dense layer does the most multiplications.",
    },
    answer="b",
    replies={
        "a": "Its parameters are each used once. How often is a weight of a kernel used?",
        "c": "Count the inputs of the first dense layer: 64 channels of 7 × 7. Times 64 units.",
        "d": "It is the other way round: a dense weight is used once, a weight of a kernel at every place.",
    },
    explanation=(
        "The first dense layer has 3,136 · 64 + 64 = 200,768 parameters, each used once. The second convolution has "
        "18,496, and each is used at 14 · 14 = 196 places: 3,625,216 multiply–adds. Parameters need memory, "
        "operations need time, and a layer may be large in one and small in the other."
    ),
)

undone = Prediction(
    "6.7",
    "A convolution stands before a `BatchNorm2d`, in training mode. You multiply all weights and biases of the "
    "convolution by 10. What happens to the output of the pair?",
    choices={
        "a": "It becomes 10 times as large.",
        "b": "It stays the same, but for the tiny ε.",
        "c": "It becomes a tenth.",
        "d": "It becomes 1 everywhere.",
    },
    answer="b",
    replies={
        "a": "That of the convolution does. What does the next layer divide it by?",
        "c": "The standard deviation grows by 10 as well. But what is divided has grown too.",
        "d": "The standard deviation of each channel becomes 1, as it was before.",
    },
    explanation=(
        "Mean and standard deviation of each channel grow by the factor 10 as well, and the division takes it out. So "
        "the size of the weights in front of a batch normalisation does not matter to what comes behind it, and a "
        "clumsy choice of initial weights does little harm. Its bias does not matter at all: the mean takes it off."
    ),
)

untrained = Prediction(
    "6.8",
    "A network has random weights and was never trained. What do the maps behind its first convolution and ReLU show "
    "when it looks at a 7?",
    choices={
        "a": "Noise, like that of an old television.",
        "b": "Nothing: random weights cancel.",
        "c": "The 7, its strokes or its edges, differently in each channel.",
        "d": "The same picture in each channel.",
    },
    answer="c",
    replies={
        "a": "The nine weights are random. But the same nine stand at every place, and where they stand is not random.",
        "b": "Nine random numbers hardly ever add up to 0, and at an edge only some of them count.",
        "d": "Each channel has random weights of its own.",
    },
    explanation=(
        "A kernel of nine random weights is some filter: one blurs, one finds edges of one direction. It works the "
        "same way at every place, so the shape stays. Maps in which a digit can be seen therefore do not show that a "
        "network has learnt anything. Look at random weights beside them."
    ),
)

few = Prediction(
    "6.9",
    "There are only 1,000 digits to learn from. A convolutional network, conv 8 – pool – conv 16 – pool – conv 16 – "
    "dense 10, and a dense network 784-100-10 are trained alike. Which reads more of the test digits right?",
    choices={
        "a": "The dense one: convolutional networks need much data.",
        "b": "They are equal, within one point.",
        "c": "The convolutional one, by several points.",
    },
    answer="c",
    replies={
        "a": "It is the dense network that must see a stroke at each place before it knows it there.",
        "b": "One of them knows beforehand that neighbours belong together and that places are alike.",
    },
    explanation=(
        "Sharing weights over places is knowledge about images that need not be learnt from examples. Here it is "
        "worth about three points, with a seventh of the parameters."
    ),
)

stranger = Prediction(
    "6.10",
    "You draw something that is no digit for the trained network: a house, a face, a scribble. What will it say?",
    choices={
        "a": "It always spreads its probability over many digits.",
        "b": "It names a digit, and it may be more than 99 % sure.",
        "c": "It says that it is no digit.",
        "d": "It refuses to answer.",
    },
    answer="b",
    replies={
        "a": "It may, but nothing makes it. Nobody has shown it what is no digit.",
        "c": "It has ten outputs, and none of them says that.",
        "d": "Forward is a few sums and products. They have a result for every image.",
    },
    explanation=(
        "Softmax divides a whole among ten digits, and there is no eleventh class. The network has learnt what tells "
        "digits from one another, not what a digit is. To it a plus sign, two bars of 4 × 20 pixels, is a 4, and the "
        "outline of a square is a 2, both with more than 99.8 %. Its probability is worth something only for images "
        "like those it was trained on."
    ),
)

attacked = Prediction(
    "6.11",
    "The network `mnist_cnn` reads 98.5 % of 200 test images right. Now each pixel of each image is moved by 0.1, "
    "once, in the direction in which the loss grows. Paper is 0, ink is 1, and no pixel leaves this range. "
    "What share does it still read right, in per cent?",
    answer=73.0,
    tolerance=8.0,
    explanation=(
        "73 % of these 200. Noise of the same size, up or down by chance, does next to no harm. But here all 784 small "
        "changes push the same way, and their effects on the loss add up. With steps of 0.2 about 20 % are left."
    ),
)

shifted = Prediction(
    "6.12",
    "The same network, and the same images moved 4 pixels to the right. What share does it read right, in per cent?",
    answer=55.0,
    tolerance=10.0,
    explanation=(
        "55 % of these 200; moved by 2 pixels, 93.5 %, and by 6, 19.5 %. The maps of the convolutions move along with "
        "the image. But the dense layers behind them have a weight for every place, as every dense layer has. "
        "Convolutions make equal things of equal things wherever they are; they do not make a network forget where."
    ),
)
