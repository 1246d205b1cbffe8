"""Recognition (互认): when a neighbour's outcome may be relied on, in which of six scopes, and what ends that."""

from exchange.domain.recognition._reliance import CREDIT_ENDS, STAYED_SCOPES, Reliance, reliance_of

__all__ = ["CREDIT_ENDS", "STAYED_SCOPES", "Reliance", "reliance_of"]
