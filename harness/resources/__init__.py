"""Infers from a contract what an API keeps: resources, how they are listed, named, paged, filtered and changed."""

from harness.resources.infer import resources_of
from harness.resources.model import DateRange, Filter, Paging, Resource, Sort

__all__ = ["DateRange", "Filter", "Paging", "Resource", "Sort", "resources_of"]
