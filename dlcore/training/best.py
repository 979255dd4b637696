"""The best parameters of a run, which need not be the last."""

import copy
import math


class Best:
    """Keeps the best parameters of a model, of either backend, as it trains.

        best = Best(model)
        for update in run(step, batches(...)):
            best.offer(validation_loss())
        best.restore()

    `value` is the lowest value offered; `offer` says whether it is a new one. Offer a value measured at the
    present parameters: `update.loss` belongs to those before the update. A value of NaN is never the best.
    """

    def __init__(self, model):
        self.model = model
        self.value = math.inf
        self.state = None

    def offer(self, value):
        value = float(value)
        if not value < self.value:
            return False
        self.state, self.value = copy.deepcopy(self.model.state_dict()), value
        return True

    def restore(self):
        if self.state is None:
            raise RuntimeError("Best: nothing to restore, as no finite value has been offered yet")
        self.model.load_state_dict(self.state)


class EarlyStopping(Best):
    """Says when it is time to stop: `patience` offers in a row, and none was a new best.

        stopping = EarlyStopping(model, patience=5)
        for update in run(step, plan):
            if update.number % plan.per_epoch == 0:
                stopping.offer(validation_loss())
            if stopping.over:
                break
        stopping.restore()

    Offer the loss of validation examples: that of the training examples mostly keeps falling, and the test
    examples must not choose. `waited` counts the offers since the best one.
    """

    def __init__(self, model, patience):
        super().__init__(model)
        if patience < 1:
            raise ValueError(f"EarlyStopping: patience is {patience}, expected 1 offer or more")
        self.patience = patience
        self.waited = 0

    @property
    def over(self):
        return self.waited >= self.patience

    def offer(self, value):
        is_best = super().offer(value)
        self.waited = 0 if is_best else self.waited + 1
        return is_best
