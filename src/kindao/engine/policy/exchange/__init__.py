"""Consents as other systems write and read them: HL7 FHIR R5 both ways, and the receipt that the person keeps."""

from kindao.engine.policy.exchange.fhir import from_fhir, to_fhir
from kindao.engine.policy.exchange.receipt import receipt

__all__ = ["from_fhir", "receipt", "to_fhir"]
