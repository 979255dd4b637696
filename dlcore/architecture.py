"""The mark of a function that builds a model, on either backend."""

import copy
import functools
import inspect


def architecture(function):
    """Marks `function(nn, ...)` as an architecture, so that `twin.to_torch` can build the model again.

    The model it returns carries `model.architecture`: the function and its arguments by name, without `nn`.
    """
    signature = inspect.signature(function)
    for argument in signature.parameters.values():
        if argument.kind in (argument.VAR_POSITIONAL, argument.VAR_KEYWORD):
            raise TypeError(f"architecture: {function.__name__} takes {argument}; name each argument instead")

    @functools.wraps(function)
    def build(nn, *args, **kwargs):
        bound = signature.bind(nn, *args, **kwargs)
        _, *arguments = bound.arguments.items()
        model = function(nn, *args, **kwargs)
        model.architecture = (build, copy.deepcopy(dict(arguments)))
        return model

    return build
