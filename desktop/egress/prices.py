"""What Claude's answer cost, from the offline price list of genai-prices. An unknown model has no price."""

from __future__ import annotations

from importlib.metadata import version

from desktop.core.chat import Usage
from desktop.core.cost import Cost, MicroUsd


def cloud_cost(model: str, usage: Usage) -> Cost | None:
    """The list price of an answer in micro-dollars, or None for a model that the list does not know."""
    import genai_prices  # half a second: not before the first cloud answer

    counted = genai_prices.Usage(
        input_tokens=usage.prompt_tokens, cache_read_tokens=usage.cached_tokens, output_tokens=usage.completion_tokens
    )
    try:
        price = genai_prices.calc_price(counted, model_ref=model, provider_id="anthropic")
    except LookupError:
        return None
    amount = MicroUsd(round(price.total_price * 1_000_000))
    return Cost(amount, None, f"list price of {price.model.name}, genai-prices {version('genai-prices')}")
