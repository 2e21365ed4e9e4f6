"""Which checkpoint is the best where the metric can't tell, and what is said of it."""

from __future__ import annotations

from typing import Any

_LOSS = "eval_loss"


class BestCheckpoint:
    """Part of a trainer: of checkpoints with the same `metric_for_best_model` the newest is the best.

    transformers keeps the first of equals: a model that predicts nothing right yet would lose all that it has
    learned. If evaluations have a loss, as those of SFT, the one with the smaller loss wins.
    """

    args: Any
    state: Any
    _best_loss: float | None = None
    _evaluations: int = 0
    _ties: int = 0

    def _determine_best_metric(self, metrics: dict[str, float], trial: Any) -> bool:
        best = self.state.best_metric
        better: bool = super()._determine_best_metric(metrics, trial)  # type: ignore[misc]  # of the trainer
        if self.args.metric_for_best_model is None:
            return better
        self._evaluations += 1
        name = "eval_" + self.args.metric_for_best_model.removeprefix("eval_")
        if not better and metrics[name] == best:
            self._ties += 1
            if better := self._wins_tie(metrics):
                self.state.best_global_step = self.state.global_step
        if better:
            self._best_loss = metrics.get(_LOSS)
        return better

    def _wins_tie(self, metrics: dict[str, float]) -> bool:
        loss = metrics.get(_LOSS)
        before = self._loss_at(self.state.best_global_step) if self._best_loss is None else self._best_loss
        return loss is None or before is None or loss <= before

    def _loss_at(self, step: int | None) -> float | None:
        """Return the loss that a training which goes on has had before."""
        logged = [entry for entry in self.state.log_history if entry.get("step") == step and _LOSS in entry]
        return float(logged[-1][_LOSS]) if logged else None

    def describe_best(self) -> str:
        """Return which checkpoint is the one that is kept, and by what; "" if none was to be chosen."""
        name, state = self.args.metric_for_best_model, self.state
        if not self.args.load_best_model_at_end or state.best_global_step is None:
            return ""
        told = f"kept: step {state.best_global_step} of {state.global_step}, {name} {state.best_metric:.4g}"
        if not self._ties:
            return told
        by = "the smaller loss" if self._best_loss is not None else "the newer one"
        return f"{told}; {self._ties} of {self._evaluations} evaluations are no better: {by} was taken"
