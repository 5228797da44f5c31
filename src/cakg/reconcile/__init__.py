"""The reconciliation service: matches names of other people's tables with things, for OpenRefine and similar programs.

It follows the `Reconciliation Service API 0.2 <https://reconciliation-api.github.io/specs/0.2/>`_ of a W3C community
group. Knows neither HTTP nor files: :class:`cakg.reconcile.service.Reconciliation` returns contents for parameters.
"""
