"""What makes a class of this package stand for the torch class of the same name.

Its constructor has torch's signature: the same names, order and defaults (`generator` is our one addition).
Arguments that are not built here stay in the signature and are listed in `refused`: they may hold torch's
default and nothing else. So no call means one thing here and another in torch.
"""

import inspect
from typing import NamedTuple


class Recipe(NamedTuple):
    """How to build a module again, here or with `torch.nn`: the class name and its arguments."""

    name: str
    kwargs: dict


class TorchLike(type):
    """Type of `Module` and `Optimizer`: each construction refuses what is not built and records the rest."""

    refused = ()  # names of torch arguments that may only hold torch's default

    @property
    def __signature__(cls):
        """What help() and Shift-Tab show: the constructor's arguments."""
        of_init = inspect.signature(cls.__init__)
        return of_init.replace(parameters=list(of_init.parameters.values())[1:])

    def __call__(cls, *args, **kwargs):
        try:
            bound = cls.__signature__.bind(*args, **kwargs)
        except TypeError as error:
            raise TypeError(f"{cls.__name__}: {error}") from None
        bound.apply_defaults()
        cls.refuse(bound.arguments)
        made = super().__call__(*args, **kwargs)
        # left out: the caller's own objects, and what cannot vary
        left_out = {"params", "generator", *cls.refused}
        vars(made)["_arguments"] = {n: value for n, value in bound.arguments.items() if n not in left_out}
        return made

    def refuse(cls, settings):
        """Raise NotImplementedError if a refused argument in `settings` is not torch's default."""
        parameters = cls.__signature__.parameters
        for name in parameters.keys() & cls.refused & settings.keys():
            if settings[name] != parameters[name].default:
                raise NotImplementedError(
                    f"{cls.__name__}: {name}={settings[name]!r} is not built here; "
                    f"{cls.torch_home}.{cls.__name__} has it"
                )
