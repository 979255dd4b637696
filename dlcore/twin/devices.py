"""Where PyTorch computes: a GPU where there is one, the CPU otherwise."""

import platform

import torch

KINDS = ("cuda", "mps", "cpu")  # from fast to slow


def device(prefer=None):
    """The device to train on, as a torch.device: CUDA before Apple's MPS before the CPU.

    `prefer` asks for one of them ("cuda", "cuda:1", "mps", "cpu"); a ValueError says where it is not there.
    """
    if prefer is None:
        return torch.device(next(kind for kind in KINDS if _count(kind)))
    try:
        chosen = torch.device(prefer)
    except RuntimeError:
        chosen = None
    if chosen is None or chosen.type not in KINDS:
        raise ValueError(f"device: prefer is {prefer!r}, expected one of {', '.join(KINDS)}")
    if (chosen.index or 0) >= _count(chosen.type):
        raise ValueError(f"device: PyTorch finds no {prefer!r} here; device() chooses {str(device())!r}")
    return chosen


def describe_device(chosen=None):
    """One sentence that names the device (None: the one that `device()` chooses)."""
    chosen = device() if chosen is None else torch.device(chosen)
    if chosen.type == "cuda":
        gpu = torch.cuda.get_device_properties(chosen)
        return f"PyTorch {torch.__version__} on the GPU {gpu.name}, {gpu.total_memory / 2**30:.0f} GiB."
    if chosen.type == "mps":
        return f"PyTorch {torch.__version__} on the GPU of this {platform.machine()} Mac."
    threads = torch.get_num_threads()
    return f"PyTorch {torch.__version__} on the CPU, {threads} {'thread' if threads == 1 else 'threads'}."


def _count(kind):
    """How many devices of a kind there are."""
    if kind == "cuda":
        return torch.cuda.device_count() if torch.cuda.is_available() else 0
    return int(kind == "cpu" or torch.backends.mps.is_available())
