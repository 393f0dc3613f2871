"""What HL7 calls the things that a consent names, and our own code systems for what HL7 has no code for.

A code of HL7 stands here only where it means the same; docs/exchange.md has the tables."""

from collections.abc import Mapping

from kindao.engine.policy.consent import Relation
from kindao.engine.vocabulary import Purpose

OURS = "urn:kindao:"
HL7 = "http://terminology.hl7.org/CodeSystem/"

ACT_REASON = HL7 + "v3-ActReason"
PURPOSE_OF_USE: Mapping[Purpose, str] = {
    Purpose.RECORD: "TREAT",  # for provision of health care
    Purpose.TEACHING: "TRAIN",  # used in training and education
    Purpose.ADVERTISING: "HMARKT",  # for marketing services and products related to health care
}
"""HL7 v3 PurposeOfUse. A journal article is no HRESCH (conducting investigations), and telling people about health
is no PUBHLTH (reporting to authorities): these two have our code alone."""

ROLE_CODE = HL7 + "v3-RoleCode"
RELATIONSHIP: Mapping[Relation, str] = {
    Relation.MOTHER: "MTH",
    Relation.FATHER: "FTH",
    Relation.GUARDIAN: "GUARD",
    Relation.SPOUSE: "SPS",
    Relation.PARENT: "PRN",
}
"""HL7 v3 RoleCode. It has no code that says that a child is of age, or that a court appointed."""

PARTICIPATION = HL7 + "v3-ParticipationType"
RECIPIENTS = ("IRCP", "PRCP")  # information recipient, primary information recipient
ACTION = HL7 + "consentaction"
DISCLOSE = "disclose"
CATEGORY = {"system": "http://loinc.org", "code": "59284-0"}  # a consent document
