"""Who a person is before the law: words that facts about people and their consents share."""

from enum import StrEnum


class Role(StrEnum):
    PATIENT = "patient"
    BYSTANDER = "bystander"  # relative, visitor, passer-by; another patient is a patient
    STAFF = "staff"
    UNKNOWN = "unknown"  # seen, and nobody said who it is: blocks


class Capacity(StrEnum):
    FULL = "full"
    LIMITED = "limited"  # court: hạn chế năng lực
    DIFFICULTY = "difficulty"  # court: khó khăn trong nhận thức, làm chủ hành vi
    NONE = "none"  # court: mất năng lực
    UNABLE_NOW = "unable-now"  # unconscious, sedated, emergency; no court decision


class Status(StrEnum):
    """Facts for which a statute stands before consent."""

    HIV = "hiv"
    FETAL_SEX = "fetal-sex"
    DONOR = "donor"  # organ or tissue, donor or recipient
    IVF = "ivf"  # gamete or embryo donor, surrogate, couple, child
    ABUSE = "abuse"  # a child, suspected
    DOMESTIC_VIOLENCE = "domestic-violence"
    GENDER_REASSIGNMENT = "gender-reassignment"
    EPIDEMIC = "epidemic"  # has or had a disease that is fought as an epidemic
    DISABLED = "disabled"
    FAMILY_SECRET = "family-secret"  # heredity, parentage, infertility: others in the family are told of too
