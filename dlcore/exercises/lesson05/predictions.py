"""Predictions 5.1 to 5.10, in the order of the lesson."""

from dlcore.exercises.prediction import Prediction

degrees = Prediction(
    "5.1",
    "Polynomials are fitted to 12 noisy points by least squares, with degree 0, 1, 2, … up to 11. What happens to the "
    "mean squared error on these 12 points as the degree rises?",
    choices={
        "a": "It never rises, and at degree 11 it is 0.",
        "b": "It falls to a lowest value, then it rises again.",
        "c": "It falls towards the size of the noise and stays there.",
    },
    answer="a",
    replies={
        "b": "So it is on new points. Here a higher degree can always repeat what a lower one did.",
        "c": "The fit does not know which part of y is noise. It uses whatever it can bend to.",
    },
    explanation=(
        "Each degree contains all lower ones, so the best of it is at least as good. Degree 11 has 12 coefficients: a "
        "curve through any 12 points. An error of 0 on the training points says nothing about the next point."
    ),
)

selected = Prediction(
    "5.2",
    "50 examples with 5,000 features each, all of them noise, and labels drawn by coin. The 20 features that fit the "
    "labels best are chosen on all 50 examples. Then a model is trained on 25 of them and tested on the other 25. What "
    "is its test accuracy, about?",
    choices={"a": "50 %.", "b": "65 %.", "c": "95 %."},
    answer="c",
    replies={
        "a": "So it should be, and so it is if the features are chosen on the 25 training examples.",
        "b": "It is worse. Among 5,000 features there are many that fit 50 coins by luck, test examples included.",
    },
    explanation=(
        "The choice has seen the test labels. Of 5,000 columns of noise the best 20 fit all 50 labels by luck, and "
        "that luck is there in the test half too. Chosen on the training half alone, the same pipeline is right in "
        "half of the cases."
    ),
)

rare = Prediction(
    "5.3",
    "One mail in 100 is dangerous. A filter finds 90 % of the dangerous ones, and it raises a false alarm for 5 % of "
    "the others. It raises an alarm. With what probability, in per cent, is the mail dangerous?",
    answer=15.4,
    tolerance=2.5,
    explanation=(
        "Of 10,000 mails 100 are dangerous, and 90 of them are found. Of the other 9,900 there are 495 false alarms. "
        "So 90 of 585 alarms are right: 15 %. This share is the precision. It depends on how rare the class is; the "
        "recall of 90 % does not."
    ),
)

luck = Prediction(
    "5.4",
    "100 models toss a coin for each of 100 test examples. You publish the best of them. Which test accuracy do you "
    "report, in per cent, on average?",
    answer=62.5,
    tolerance=2.5,
    explanation=(
        "One coin has 50 right, give or take 5. The best of 100 lies about two and a half times that above: at 62.5. "
        "On new examples it has 50 right again. A score by which something was chosen is too good; how much depends on "
        "how many were tried."
    ),
)

sizes = Prediction(
    "5.5",
    "20 noisy points; a model of p waves fits them by least squares, and where many weights fit equally well it takes "
    "the smallest. p grows from 3 over 20 to 400. What does the error on new points do?",
    choices={
        "a": "It rises all the way: more parameters overfit more.",
        "b": "It is worst near p = 20, and at p = 400 it is small again.",
        "c": "It falls all the way: a larger model fits better.",
        "d": "It falls, and from p = 20 on it stays, as the training error is 0.",
    },
    answer="b",
    replies={
        "a": "From about p = 5 to p = 20 it rises. Then there is a choice among many curves through all points.",
        "c": "Try p = 20: the one curve through all points swings wildly between them.",
        "d": "The training error stays at 0. But there are many curves through all points, and they are not alike.",
    },
    explanation=(
        "At p = 20 exactly one choice of weights goes through 20 points, and it needs large weights for it. With p = "
        "400 there are endlessly many, and the smallest makes a calm curve. This second descent is called double "
        "descent. What a model chooses among its fits matters as much as how many parameters it has."
    ),
)

labels = Prediction(
    "5.6",
    "A wide network learns 500 digit images whose labels have all been shuffled, so that image and label have nothing "
    "to do with each other. What share of these 500 does it get right in the end, and what share of new images?",
    choices={
        "a": "10 % and 10 %: there is nothing to learn.",
        "b": "100 % and 10 %.",
        "c": "100 % and 80 %: images are images.",
        "d": "About 50 % and 10 %.",
    },
    answer="b",
    replies={
        "a": "There is no rule to learn. But 500 pairs can be learnt by heart.",
        "c": "The digits in new images have nothing to do with the labels it was taught.",
        "d": "It has more weights than images: nothing forces it to give up half-way.",
    },
    explanation=(
        "With enough weights a network can learn any labels by heart. So a training accuracy of 100 % does not show "
        "that something was understood. Only new examples can tell learning by heart from learning a rule."
    ),
)

penalty = Prediction(
    "5.7",
    "The same network is trained for 1,000 updates, with weight decay λ = 0 and with λ = 0.01. What does the decay do "
    "to the training loss at the end?",
    choices={"a": "It is lower.", "b": "It is higher.", "c": "It is the same; only the validation loss changes."},
    answer="b",
    replies={
        "a": "The decay pulls on the weights, away from where the training loss is lowest.",
        "c": "The weights are different, so the training loss is too.",
    },
    explanation=(
        "Now the sum of loss and penalty is minimised, so the loss alone ends higher than it could. That is the "
        "bargain of every remedy here: do worse on what was seen, in the hope of doing better on what was not."
    ),
)

evaluation = Prediction(
    "5.8",
    "A trained network with dropout gets the same image twice, in training mode: model(x), model(x). Are the two "
    "outputs equal? And after model.eval()?",
    choices={
        "a": "Different, then equal.",
        "b": "Equal, then equal.",
        "c": "Different, then different.",
        "d": "Equal, then different.",
    },
    answer="a",
    replies={
        "b": "In training mode each forward draws a new mask.",
        "c": "In evaluation mode nothing is dropped, so nothing is drawn.",
        "d": "It is the other way round: masks are drawn in training mode.",
    },
    explanation=(
        "In training mode each forward draws its own mask. In evaluation mode dropout passes its input on. Who forgets "
        "`model.eval()` tests a network with half of its units missing."
    ),
)

folds = Prediction(
    "5.9",
    "You train five models by five-fold cross-validation; their mean score is 87 %. Then you train the same way on all "
    "the data. Has cross-validation made this last model overfit less than without it?",
    choices={
        "a": "Yes: each example was held out once.",
        "b": "No: the model is the same as without cross-validation, weight by weight.",
        "c": "Yes: its weights are the mean of the five.",
    },
    answer="b",
    replies={
        "a": "Held out from one of the five models. The last model has been trained on all of them.",
        "c": "Nothing is averaged but the scores. The mean of weights of five networks would be no good network.",
    },
    explanation=(
        "Cross-validation estimates how well a way of training does. It changes no weight of the model that is trained "
        "afterwards. It helps you choose, and choosing can help; the estimate alone cures nothing."
    ),
)

moved = Prediction(
    "5.10",
    "A network with 784 inputs has learnt centred digits, and 91 % of the official test images are right. Now every "
    "test image is moved down by 4 of its 28 pixels. Which share, in per cent, is right?",
    answer=11.0,
    tolerance=7.0,
    explanation=(
        "Moved by 2 pixels, 54 % are right; moved by 4, only 11 %: that of a guess. Each weight belongs to one pixel, "
        "and on its pixel there is now another part of the digit. The test score held for images from the same source "
        "as the training images, and for nothing else."
    ),
)
