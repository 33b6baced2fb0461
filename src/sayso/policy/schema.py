"""The whole policy file: what may stand in it, and what each thing means."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from sayso.policy.bound import Staff, Suppliers
from sayso.policy.details import (
    Banner,
    Cookie,
    DataField,
    NoticeVersion,
    Register,
    Source,
    Statistics,
)
from sayso.policy.forms import Form
from sayso.policy.organisation import Organisation, PrivacyOfficer, Promise, Regulator, Version
from sayso.policy.purposes import HouseRules, Method, Objection, UseOfDetails, Wording
from sayso.policy.retention import RecordClass, Retention
from sayso.policy.terms import CookieName, Part, PromiseId, Slug, Some


class Policy(Part):
    """What an organisation promises about people's details, so exactly that it can be run."""

    version: Version
    """which policy this is, and from when"""
    organisation: Organisation
    """who promises"""
    privacy_officer: PrivacyOfficer
    """whom people turn to"""
    regulator: Regulator
    """to whom they may complain about us"""
    promises: Mapping[PromiseId, Promise] = Field(min_length=1)
    """what is promised, clause by clause"""
    purposes: Mapping[Slug, UseOfDetails] = Field(min_length=1)
    """what details are used for; messages have no other topics"""
    wordings: Mapping[Slug, Wording]
    """the words in which people are asked for a yes"""
    objections: Mapping[Slug, Objection]
    """the words in which people say no"""
    methods: Mapping[Slug, Method]
    """the ways in which their answers come"""
    house_rules: HouseRules
    """what we ask of ourselves beyond the law"""
    fields: Mapping[Slug, DataField]
    """the catalogue of what may be asked"""
    sources: Mapping[Slug, Source]
    """where details come in"""
    notices: Mapping[Slug, Some[NoticeVersion]]
    """what people are told there, version by version, the oldest first"""
    registers: Mapping[Literal["tps", "ctps", "fps", "mps"], Register]
    """the registers that are searched"""
    cookies: Mapping[CookieName, Cookie]
    """what is stored on visitors' devices"""
    banner: Banner = Banner()
    """the question about it"""
    retention: Mapping[RecordClass, Retention]
    """how long each kind of record is kept"""
    staff: Staff
    """who may do what, after which training"""
    suppliers: Suppliers
    """what is asked of those who work for us"""
    statistics: Statistics
    """how counts of people are published"""
    forms: Mapping[Slug, Form] = {}
    """the forms that people fill in"""

    @property
    def interests(self) -> tuple[str, ...]:
        """What people can say that interests them: the choices of the field of that name."""
        field = self.fields.get("interests")
        return tuple(field.choices) if field else ()


def json_schema() -> dict[str, Any]:
    """The same for editors and other programs, as JSON Schema of 2020-12."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return schema | Policy.model_json_schema()
