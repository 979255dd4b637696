"""Exercise 2.2, the backward of one node, a quotient, and its variant, a power. All are single numbers."""

import numpy as np

from dlcore.exercises.exercise import Exercise

quotient = Exercise(
    "2.2",
    "the backward of a quotient",
    task=(
        "Write `quotient_backward(a, b, upstream)` for the node q = a / b. `upstream` is ∂L/∂q, the slope that arrives "
        "from behind. Return two numbers: ∂L/∂a and ∂L/∂b."
    ),
    inputs=[(1.0, 2.0, 1.0), (3.0, 2.0, 1.0), (3.0, 2.0, -4.0), (-6.0, 0.5, 0.25)],
    hints=(
        "First the local slopes: hold b and move a, then hold a and move b.",
        "a / b is a · b⁻¹. Its slope along a is b⁻¹, along b it is −a · b⁻².",
        "Each local slope is multiplied by `upstream`: that is the chain rule.",
    ),
    returns=2,
)


@quotient.reference
def quotient_backward(a, b, upstream):
    return upstream / b, -upstream * a / b**2


@quotient.wrong("the local slopes alone, without upstream", look="∂L/∂a is ∂L/∂q times ∂q/∂a.")
def _local(a, b, upstream):
    return 1 / b, -a / b**2


@quotient.wrong("upstream in the first slope alone", look="What arrives at the node goes to both of its inputs.")
def _first_only(a, b, upstream):
    return upstream / b, -a / b**2


@quotient.wrong("a slope along b without its minus sign", look="Make b larger: does a / b become larger or smaller?")
def _plus(a, b, upstream):
    return upstream / b, upstream * a / b**2


@quotient.wrong("a slope along b without the factor a", look="b⁻¹ has the slope −b⁻², and a stands in front of it.")
def _no_a(a, b, upstream):
    return upstream / b, -upstream / b**2


@quotient.wrong("a slope along b with b where b² belongs", look="The slope of b⁻¹ is −b⁻².")
def _no_square(a, b, upstream):
    return upstream / b, -upstream * a / b


@quotient.wrong("the two slopes in the other order", look="First ∂L/∂a, then ∂L/∂b.")
def _swapped(a, b, upstream):
    return -upstream * a / b**2, upstream / b


@quotient.wrong("the backward of a product", look="The slopes b and a belong to a · b. This node divides.")
def _product(a, b, upstream):
    return upstream * b, upstream * a


@quotient.wrong(
    "the slopes of the inputs divided by each other, as if b had none",
    look="b moves q as well: hold a and make b a little larger.",
)
def _ignores_b(a, b, upstream):
    return upstream / b, 0.0


@quotient.wrong("upstream added to the local slopes", look="Along a path slopes multiply.")
def _added(a, b, upstream):
    return upstream + 1 / b, upstream - a / b**2


@quotient.notice
def _small(student):
    _, steep = student(1.0, 1e-3, 1.0)
    return (
        f"with a = 1 and b = 0.001 your slope along b has size {abs(steep):,.0f}. A division by a small number "
        "passes back a huge slope. That is why ε is added to a denominator in so many formulas of deep learning."
    )


power = Exercise(
    "2.2v",
    "the backward of a power",
    task=(
        "Write `power_backward(a, b, upstream)` for the node q = aᵇ with a > 0. `upstream` is ∂L/∂q. "
        "Return two numbers: ∂L/∂a and ∂L/∂b."
    ),
    inputs=[(2.0, 1.0, 1.0), (2.0, 3.0, 1.0), (2.0, 3.0, -0.5), (0.5, -2.0, 3.0)],
    hints=(
        "Hold b: aᵇ is a power of a. Hold a: it is an exponential function of b.",
        "Write aᵇ as exp(b ln a). Then the slope along b follows from the chain rule.",
        "The local slopes are b · aᵇ⁻¹ and aᵇ · ln a.",
    ),
    returns=2,
)


@power.reference
def power_backward(a, b, upstream):
    return upstream * b * a ** (b - 1), upstream * a**b * np.log(a)


@power.wrong("the local slopes alone, without upstream", look="∂L/∂a is ∂L/∂q times ∂q/∂a.")
def _power_local(a, b, upstream):
    return b * a ** (b - 1), a**b * np.log(a)


@power.wrong("a slope along b without ln a", look="Only eᵇ is its own slope; aᵇ is exp(b ln a).")
def _no_log(a, b, upstream):
    return upstream * b * a ** (b - 1), upstream * a**b


@power.wrong("the rule for powers used along b as well", look="The exponent moves here: aᵇ is an exponential of b.")
def _twice(a, b, upstream):
    return upstream * b * a ** (b - 1), upstream * b * a ** (b - 1)


@power.wrong("a slope along a without the factor b", look="The slope of a³ is 3a²: the exponent comes down.")
def _no_factor(a, b, upstream):
    return upstream * a ** (b - 1), upstream * a**b * np.log(a)


@power.wrong("a slope along a whose exponent was not lowered", look="The slope of a³ is 3a², not 3a³.")
def _not_lowered(a, b, upstream):
    return upstream * b * a**b, upstream * a**b * np.log(a)


@power.wrong("the two slopes in the other order", look="First ∂L/∂a, then ∂L/∂b.")
def _power_swapped(a, b, upstream):
    return power_backward(a, b, upstream)[::-1]


@power.notice
def _flat_base(student):
    _, along = student(1.0, 5.0, 1.0)
    return (
        f"at a = 1 your slope along b is {abs(along):.1g}: 1 to any power stays 1, so the exponent has no influence "
        "there, and the logarithm of 1 says so."
    )
