"""The suites: one folder an area of the catalogue, one test a case. Fixtures come from `conformance.plugin`."""
