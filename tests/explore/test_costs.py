"""The picture of what a gradient costs."""

from dlcore.cost import Cost, Price
from dlcore.explore.costs import cost_picture


def test_the_words_say_what_is_drawn():
    def cost(n):
        forward = Price(1e-6 * n, 1000)
        return Cost(n, forward, Price(3e-6 * n, 1000 * n), Price(1e-6 * n * n, 2000), 1e-7)

    picture = cost_picture([cost(100), cost(1000)])
    assert picture.sentence == (
        "From 100 to 1,000 parameters, 10 times as many: one gradient by backward takes 10 times the time and 10 "
        "times the memory; by differences 100 times the time and 1 times the memory."
    )
    data, metadata = picture._repr_mimebundle_()
    assert data["image/png"].startswith(b"\x89PNG")
    assert metadata["image/png"]["alt"] == picture.sentence
